// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// A mail server for one sender at a time that keeps the last mail it took, as it came.
package final class MailCapture {
    package let port: Int
    private let listener: Int32
    private let worker: Worker
    private let kept = Kept()

    package init() throws {
        let listener = try LoopbackListener()
        self.port = listener.port
        self.listener = listener.descriptor
        self.worker = try Worker { [kept] in
            while true {
                let descriptor = listener.accept()
                guard descriptor >= 0 else { return }
                CaptureDialogue(descriptor).run { mail in kept.mail.withLock { $0 = mail } }
                close(descriptor)
            }
        }
    }

    deinit {
        // Wakes the thread out of its waiting for the next sender.
        shutdown(listener, Int32(SHUT_RDWR))
        worker.join()
        close(listener)
    }

    package var lastMail: [UInt8]? { kept.mail.withLock { $0 } }

    private final class Kept: Sendable {
        let mail = Mutex<[UInt8]?>(nil)
    }
}

/// SMTP as far as a sender needs it to hand over a mail.
private struct CaptureDialogue {
    private let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    func run(_ keep: ([UInt8]) -> Void) {
        guard say("220 bench.example") else { return }
        var bytes: [UInt8] = []
        var mail: [UInt8]?
        var buffer = [UInt8](repeating: 0, count: 16 * 1_024)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            bytes += buffer[..<count]
            while let end = bytes.firstIndex(of: 0x0a) {
                let line = Array(bytes[...end])
                bytes.removeFirst(line.count)
                guard answer(line, &mail, keep) else { return }
            }
        }
    }

    /// - Returns: false at the end.
    private func answer(_ line: [UInt8], _ mail: inout [UInt8]?, _ keep: ([UInt8]) -> Void) -> Bool {
        if let content = mail {
            guard line == Array(".\r\n".utf8) else {
                // A dot that begins a line was doubled for the way.
                mail = content + (line.first == 0x2e ? line.dropFirst() : line[...])
                return true
            }
            keep(content)
            mail = nil
            return say("250 2.0.0 kept")
        }
        switch String(decoding: line.prefix(4), as: UTF8.self).uppercased() {
        case "DATA":
            mail = []
            return say("354 go on")
        case "QUIT":
            _ = say("221 2.0.0 bye")
            return false
        default: return say("250 2.0.0 fine")
        }
    }

    private func say(_ line: String) -> Bool {
        let bytes = Array("\(line)\r\n".utf8)
        return send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }
}
