// SPDX-License-Identifier: Apache-2.0

import CLibcurl
import Glibc

/// Where every connection of a loop reads to: one is read at a time.
final class IncomingRoom {
    static let size = 4_096
    let start = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)

    deinit { start.deallocate() }
}

/// What goes over the wire once libcurl has made it.
extension MailConnection {
    /// The longest line that is waited for: the protocol allows 512 octets.
    private static let longestLine = 8 * 1_024

    /// The socket has moved.
    func moved(_ event: SocketWatch.Event) -> Step {
        if event.canRead || event.hasFailed {
            let step = receive()
            guard case .waits = step, !isOver else { return step }
        }
        return event.canWrite && isStalled ? send() : .waits
    }

    func say(_ words: String...) { for word in words { outgoing.append(contentsOf: word.utf8) } }

    // MARK: Sending

    /// Sends what is to be sent, as far as the wire takes it.
    func send() -> Step {
        if outgoing.isEmpty, spoken == .content { transfer?.appendContent(to: &outgoing) }
        while sent < outgoing.count {
            var count = 0
            // Tried again it must come from the same place and be as long: so TLS wants it.
            let code = outgoing.withUnsafeBytes { bytes in
                curl_easy_send(easy, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, &count)
            }
            switch code {
            case CURLE_OK: sent += count
            case CURLE_AGAIN: return stall()
            default: return lastWords(code)
            }
            if let transfer { wait(transfer.patience) }
        }
        outgoing.removeAll(keepingCapacity: true)
        sent = 0
        // One piece of a long mail at a time, so that others have their turn.
        if spoken == .content, transfer?.isGiven == false { return stall() }
        if isStalled {
            isStalled = false
            sockets.want(descriptor, read: true, write: false)
        }
        if spoken == .content, transfer?.phase == .content {
            transfer?.dialogue.contentHandedOver()
            if let transfer { wait(transfer.patience) }
        }
        return .waits
    }

    /// Goes on when the wire takes more.
    private func stall() -> Step {
        isStalled = true
        sockets.want(descriptor, read: true, write: true)
        return .waits
    }

    /// The wire takes nothing any longer: mostly the relay has said why before it closed.
    private func lastWords(_ code: CURLcode) -> Step {
        outgoing.removeAll()
        sent = 0
        let step = receive()
        guard case .waits = step, !isOver else { return step }
        return giveUp(code)
    }

    // MARK: Receiving

    func receive() -> Step {
        while true {
            var count = 0
            let code = curl_easy_recv(easy, room.start, IncomingRoom.size, &count)
            if code == CURLE_AGAIN { return .waits }
            guard code == CURLE_OK, count > 0 else { return giveUp(code == CURLE_OK ? CURLE_RECV_ERROR : code) }
            let step = take(UnsafeRawBufferPointer(start: room.start, count: count))
            // What is encrypted may be waiting in the TLS library, of which the socket says nothing.
            guard case .waits = step, !isOver, isEncrypted || count == IncomingRoom.size else { return step }
        }
    }

    private func take(_ bytes: UnsafeRawBufferPointer) -> Step {
        guard !broken.isEmpty else { return take(lines: bytes) }
        broken.append(contentsOf: bytes)
        let whole = broken
        broken = []
        return whole.withUnsafeBytes { take(lines: $0) }
    }

    private func take(lines bytes: UnsafeRawBufferPointer) -> Step {
        var rest = bytes
        let phase = transfer?.phase
        while let start = rest.baseAddress, let feed = memchr(start, 0x0a, rest.count) {
            let length = start.distance(to: UnsafeRawPointer(feed)) + 1
            let line = UnsafeRawBufferPointer(start: start, count: length)
            rest = UnsafeRawBufferPointer(start: start + length, count: rest.count - length)
            switch stage {
            case .busy:
                _ = transfer?.dialogue.receive(line: line)
                guard transfer?.dialogue.isOver == true else { continue }
                let step = conclude(hasMore: !rest.isEmpty)
                // Only a group's further answers are of interest from here on.
                if case .leaving = stage, !rest.isEmpty, case .over = take(lines: rest) { stage = .over }
                return step
            case .leaving(let answers):
                guard let code = SMTPReply.code(of: line), SMTPReply.isLast(line) else { continue }
                // The farewell is answered; or, to a DATA that came with what was refused, the relay would hear it as
                // a mail's text.
                guard answers > 0, code / 100 != 3 else { return end() }
                if answers == 1 { leave(after: 0) } else { stage = .leaving(answers: answers - 1) }
            // A kept connection says something unasked only before it is closed.
            case .idle, .connecting, .over: return end()
            }
        }
        broken = Array(rest)
        guard broken.count <= Self.longestLine else { return giveUp(CURLE_WEIRD_SERVER_REPLY) }
        if case .busy = stage, let transfer {
            // Each answer of a group has its own time.
            if transfer.phase != phase { wait(transfer.patience) }
            return speak()
        }
        return isOver || isIdle ? end() : .waits
    }
}
