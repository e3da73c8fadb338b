// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc

/// nginx as a sink: it answers every request 204, logs nothing, and counts.
final class NginxSink {
    let port: Int
    private let program: ChildProgram
    private let status: HTTPCall
    /// Of our own questions, which nginx counts too.
    private var asked = 0

    /// Starts it with a configuration in `folder`.
    init(in folder: String, tools: Toolbox) throws {
        let executable = try tools.find("nginx")
        let home = "\(folder)/nginx"
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        self.port = try FreePort.find()
        let file = "\(home)/nginx.conf"
        try TextFile.write(Self.configuration(home: home, port: port), to: file)
        self.program = try ChildProgram(executable, ["-p", home, "-c", file], errors: "\(home)/start.log")
        self.status = try HTTPCall("http://127.0.0.1:\(port)")
        _ = try Waiting.until("nginx's first answer", within: .seconds(10)) { () -> Bool? in
            do {
                _ = try count
                return true
            } catch is NotMeasured {
                guard program.isRunning else {
                    throw NotMeasured("nginx has ended: \((TextFile.read("\(home)/start.log") ?? "").prefix(300))")
                }
                return nil
            }
        }
    }

    deinit { program.terminate() }

    func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    /// Requests so far, but for our own.
    var count: Int {
        get throws {
            let answer = try status.get("/-/status")
            asked += 1
            guard let status = NginxStatus(answer.text) else { throw NotMeasured("nginx does not say its count.") }
            return status.requests - asked
        }
    }

    /// Waits for so many requests.
    ///
    /// - Returns: when they had come, true to some milliseconds.
    func wait(for count: Int, within bound: Duration) throws -> ContinuousClock.Instant {
        try Waiting.until("the sink's request \(count)", within: bound, every: .milliseconds(5)) {
            try self.count >= count ? .now : nil
        }
    }

    /// One worker, as the loops that post to it have one thread: on two cores both have one to themselves.
    package static func configuration(home: String, port: Int) -> String {
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "    \($0)_temp_path \"\(home)/\($0)\";" }
        return """
            daemon off;
            worker_processes 1;
            pid "\(home)/nginx.pid";
            error_log "\(home)/error.log" crit;
            events { worker_connections 20000; }
            http {
                access_log off;
            \(temporary.joined(separator: "\n"))
                keepalive_requests 1000000000;
                keepalive_timeout 600s;
                client_body_buffer_size 64k;
                server {
                    listen 127.0.0.1:\(port) backlog=1024;
                    location = /-/status { stub_status; }
                    location / { return 204; }
                }
            }

            """
    }
}
