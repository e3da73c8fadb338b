// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc

/// Postfix's smtp-sink: it takes every mail, keeps none, and counts.
final class SMTPSink {
    let port: Int
    private let program: ChildProgram
    private let counters: String

    init(in folder: String, tools: Toolbox) throws {
        let executable = try tools.find("smtp-sink")
        let home = "\(folder)/smtp-sink"
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        self.port = try FreePort.find()
        self.counters = "\(home)/counters"
        // It refuses to work as root; what it is to be instead must be said.
        let rights = getuid() == 0 ? ["-u", "nobody"] : []
        self.program = try ChildProgram(
            executable,
            rights + ["-c", "127.0.0.1:\(port)", "1024"],
            output: counters,
            errors: "\(home)/log"
        )
        let log = "\(home)/log"
        _ = try Waiting.until("smtp-sink's first answer", within: .seconds(10)) { () -> Bool? in
            guard program.isRunning else {
                throw NotMeasured("smtp-sink has ended: \((TextFile.read(log) ?? "").prefix(300))")
            }
            return LoopbackPort(port).isOpen ? true : nil
        }
    }

    deinit { program.terminate() }

    /// Mails so far.
    var count: Int { SMTPCounters.mails(in: FileTail.read(counters, 256)) }

    /// Waits for so many mails.
    ///
    /// - Returns: when they had come, true to some milliseconds.
    func wait(for count: Int, within bound: Duration) throws -> ContinuousClock.Instant {
        try Waiting.until("the sink's mail \(count)", within: bound, every: .milliseconds(5)) {
            self.count >= count ? .now : nil
        }
    }
}
