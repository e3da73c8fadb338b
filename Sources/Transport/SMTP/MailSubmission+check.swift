// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import CLibcurl
import Glibc

extension MailSubmission {
    /// Refuses what must never reach the wire: libcurl passes on what it is given, commands in an address included.
    ///
    /// - Throws: ``FaultCode/addressInvalid`` for the recipient, also where it is not ASCII: relays with SMTPUTF8 are
    ///   not supported; ``FaultCode/senderRejected``; ``FaultCode/contentRejected``; and
    ///   ``FaultCode/configurationInvalid`` for the relay. None shows an address.
    package func check() throws(Fault) {
        try relay.check()
        try checkMail()
    }

    /// All but the relay, which is the same for many mails.
    func checkMail() throws(Fault) {
        guard recipient.isMailAddress else {
            throw Fault(.addressInvalid, "The recipient's address is not a valid one.")
        }
        // The empty sender is the null reverse path, to which nothing bounces.
        guard sender.isEmpty || sender.isMailAddress else {
            throw Fault(.senderRejected, "The sender's address is not a valid one.")
        }
        if let place = content.withUnsafeBufferPointer({ Self.firstFlaw(in: $0) }) {
            throw Fault(
                .contentRejected,
                "The mail's lines must end in CRLF, have at most 998 octets, and be 7 bit without NUL.",
                context: ["where": "octet \(place)"]
            )
        }
    }

    private static let longestLine = 998

    private static func firstFlaw(in content: UnsafeBufferPointer<UInt8>) -> Int? {
        // Every mail is looked through, and nearly none has a flaw: where it would stand is found out only then.
        isClean(content) ? nil : placeOfFlaw(in: content)
    }

    private static func isClean(_ content: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let start = content.baseAddress else { return true }
        var all: UInt8 = 0
        var least: UInt8 = 0xff
        var returns = 0
        // Without a branch and in pieces of which a byte can count the returns, so that many are looked at together.
        for piece in stride(from: 0, to: content.count, by: 240) {
            var some: UInt8 = 0
            for place in piece..<min(piece + 240, content.count) {
                let byte = start[place]
                all |= byte
                least = min(least, byte)
                some &+= byte == 0x0d ? 1 : 0
            }
            returns += Int(some)
        }
        guard all < 0x80, least > 0 else { return false }
        var lines = 0
        var place = 0
        while let feed = memchr(start + place, 0x0a, content.count - place) {
            let end = start.distance(to: feed.assumingMemoryBound(to: UInt8.self))
            guard end > place, content[end - 1] == 0x0d, end - 1 - place <= longestLine else { return false }
            lines += 1
            place = end + 1
        }
        // Each line end has its own return, so as many of the one as of the other leave none astray.
        return returns == lines && content.count - place <= longestLine
    }

    private static func placeOfFlaw(in content: UnsafeBufferPointer<UInt8>) -> Int? {
        var lineLength = 0
        var previous: UInt8 = 0
        for (place, byte) in content.enumerated() {
            if byte == 0x0a {
                guard previous == 0x0d else { return place }
                lineLength = 0
            } else if previous == 0x0d || byte == 0 || byte >= 0x80 {
                return place
            } else if byte != 0x0d {
                lineLength += 1
                if lineLength > longestLine { return place }
            }
            previous = byte
        }
        return previous == 0x0d ? content.count - 1 : nil
    }
}

extension String {
    /// One `@`, no control character, blank or bracket, ASCII, and the lengths of RFC 5321 4.5.3.1.
    fileprivate var isMailAddress: Bool {
        var text = self
        return text.withUTF8 { bytes in
            guard bytes.count <= 254, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != 0x3c && $0 != 0x3e }),
                let at = bytes.firstIndex(of: 0x40)
            else { return false }
            let domain = bytes[(at + 1)...]
            return 1...64 ~= at && !domain.isEmpty && !domain.contains(0x40)
        }
    }
}

extension MailRelay {
    /// - Throws: ``FaultCode/configurationInvalid``.
    func check() throws(Fault) {
        guard let parsed = curl_url() else { throw Fault(.resourcesExhausted, "No memory for the relay's URL.") }
        defer { curl_url_cleanup(parsed) }
        let scheme = url.prefix { $0 != ":" }.lowercased()
        let rest = url.drop { $0 != ":" }.dropFirst(3)
        guard scheme == "smtp" || scheme == "smtps", !rest.contains(where: { "/?#".contains($0) }),
            curl_url_set(parsed, CURLUPART_URL, url, UInt32(CURLU_DISALLOW_USER)) == CURLUE_OK
        else {
            throw Fault(.configurationInvalid, "The relay must be given as smtp://host:port or smtps://host:port.")
        }
        let nameIsPlain = greetingName?.utf8
            .allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x3a, 0x5b, 0x5d: true
                default: false
                }
            }
        guard nameIsPlain != false, (greetingName?.utf8.count ?? 0) <= 255 else {
            throw Fault(.configurationInvalid, "The name to greet the relay with is not a host's name.")
        }
    }

    /// Whether the connection is encrypted from its first byte.
    var isImplicitTLS: Bool { url.lowercased().hasPrefix("smtps:") }

    /// Whether STARTTLS must come before anything else is said.
    var usesStartTLS: Bool { security == .required && !isImplicitTLS }

    /// What libcurl is to connect to: it takes the greeting's name from the path.
    var curlURL: String {
        let name = (greetingName ?? "").utf8
            .map { byte -> String in
                switch byte {
                case 0x3a: "%3A"
                case 0x5b: "%5B"
                case 0x5d: "%5D"
                default: String(UnicodeScalar(byte))
                }
            }
        return "\(url)/\(name.joined())"
    }
}
