// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// How a process ended.
enum ProcessEnd: Hashable, Sendable {
    case exited(Int32)
    case signalled(Int32)
}

/// A process that a test has started, and what it has written so far.
final class ChildProcess: Sendable {
    let name: String
    let output = Watched<[String]>([])
    let errors = Watched<[String]>([])
    private let end = Watched<ProcessEnd?>(nil)
    private let openStreams = Watched(2)
    private let process = Process()
    private let input = Pipe()

    /// Starts it, with this process's environment but for everything that Belfry reads, and `environment` on top.
    init(
        _ executable: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        folder: String? = nil
    ) throws {
        // A child that has gone must not take the tests with it.
        _ = Glibc.signal(SIGPIPE, SIG_IGN)
        self.name = ([executable.split(separator: "/").last.map(String.init) ?? executable] + arguments.prefix(2))
            .joined(separator: " ")
        let own = ["HOOK_SECRET", "DEMO_ONCE"]
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment
            .filter { !$0.key.hasPrefix("BELFRY_") && !own.contains($0.key) }
            .merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        let (out, err) = (Pipe(), Pipe())
        process.standardOutput = out
        process.standardError = err
        process.standardInput = input
        process.terminationHandler = { [end] process in
            end.change {
                $0 =
                    process.terminationReason == .exit
                    ? .exited(process.terminationStatus) : .signalled(process.terminationStatus)
            }
        }
        try process.run()
        Self.read(out.fileHandleForReading, into: output, closing: openStreams)
        Self.read(err.fileHandleForReading, into: errors, closing: openStreams)
    }

    deinit { kill() }

    var id: Int32 { process.processIdentifier }

    var isRunning: Bool { end.value == nil }

    /// Ends standard input, after `text`.
    func closeInput(after text: String = "") throws {
        if !text.isEmpty { try input.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }
        try input.fileHandleForWriting.close()
    }

    func signal(_ number: Int32) { if end.value == nil { _ = Glibc.kill(id, number) } }

    /// Ends it at once, whatever it is doing.
    func kill() { signal(SIGKILL) }

    /// Waits for its end, and for all it has written.
    ///
    /// - Throws: ``NotInTime``; it then goes on.
    func waitForEnd(within bound: Duration) async throws -> ProcessEnd {
        guard let end = await end.first(within: bound, { $0 }) else {
            throw NotInTime("the end of \(name)", within: bound)
        }
        _ = await openStreams.first(within: .seconds(5)) { $0 == 0 ? true : nil }
        return end
    }

    /// The first line of output that begins so.
    func line(beginning start: String, within bound: Duration) async throws -> String {
        let found = await output.first(within: bound) { lines in lines.first { $0.hasPrefix(start) } }
        guard let found else {
            let said = (output.value + errors.value).suffix(20).joined(separator: "\n")
            throw NotInTime("a line of \(name) that begins with “\(start)”; it said:\n\(said)", within: bound)
        }
        return found
    }

    private static func read(_ handle: FileHandle, into lines: Watched<[String]>, closing open: Watched<Int>) {
        Thread.detachNewThread {
            var rest: [UInt8] = []
            while true {
                let data = handle.availableData
                if data.isEmpty { break }
                rest += data
                let parts = rest.split(separator: 10, omittingEmptySubsequences: false)
                rest = Array(parts.last ?? [])
                let whole = parts.dropLast().map { String(decoding: $0, as: UTF8.self) }
                if !whole.isEmpty { lines.change { $0 += whole } }
            }
            if !rest.isEmpty { lines.change { $0.append(String(decoding: rest, as: UTF8.self)) } }
            open.change { $0 -= 1 }
        }
    }
}
