// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A mail server that shares no code with Belfry: aiosmtpd, its mails read by Python's own parser.
final class MailServer: Sendable {
    let port: Int
    private let child: ChildProcess

    /// Starts it on the port, or any that is free; it answers the recipients `refusing` with `550 5.1.1`, others as
    /// `replies` says, and takes mails from the `user` alone where one is given.
    init(
        on stage: Stage,
        port: Int = 0,
        refusing: [String] = [],
        replies: [String: String] = [:],
        user: (name: String, password: String)? = nil
    ) async throws {
        var arguments = [PackageRoot.script("mail_server.py"), "--port", "\(port)"]
        for address in refusing { arguments += ["--refuse", address] }
        for (address, line) in replies { arguments += ["--reply", "\(address)=\(line)"] }
        if let user { arguments += ["--user", user.name] }
        child = try stage.spawn(
            PackageRoot.python(),
            arguments,
            environment: user.map { ["MAIL_PASSWORD": $0.password] } ?? [:]
        )
        let line = try await child.line(beginning: "listening on ", within: .seconds(20))
        self.port = line.split(separator: " ").last.flatMap { Int($0) } ?? 0
    }

    var mails: [ReceivedMail] { Self.mails(in: child.output.value) }

    /// Waits for so many mails, to one address where it is given.
    func mails(
        atLeast count: Int,
        to address: String? = nil,
        within bound: Duration = .seconds(30)
    ) async throws -> [ReceivedMail] {
        let found = await child.output.first(within: bound) { lines -> [ReceivedMail]? in
            let mails = Self.mails(in: lines).filter { address == nil || $0.recipients == [address] }
            return mails.count >= count ? mails : nil
        }
        guard let found else {
            throw NotInTime(
                "\(count) mails to \(address ?? "anyone"); there are \(mails.map(\.recipients))",
                within: bound
            )
        }
        return found
    }

    private static func mails(in lines: [String]) -> [ReceivedMail] {
        lines.filter { $0.hasPrefix("mail ") }.compactMap { try? ReceivedMail(JSON($0.dropFirst(5).utf8)) }
    }
}

/// One mail as Python's parser understood it.
struct ReceivedMail: Sendable {
    let json: JSON

    init(_ json: JSON) { self.json = json }

    var recipients: [String?] { json["rcpt_to"]?.items.map(\.string) ?? [] }
    var subject: String { json["subject"]?.string ?? "" }
    var defects: [String] { json["defects"]?.items.compactMap(\.string) ?? [] }
    var source: String { json["source"]?.string ?? "" }
    var types: [String] { json["parts"]?.items.compactMap { $0["type"]?.string } ?? [] }

    /// A header, decoded and unfolded.
    func header(_ name: String) -> String? { json["headers"]?[name]?.string }

    /// The text of the part of that type.
    func part(_ type: String) -> String {
        json["parts"]?.items.first { $0["type"]?.string == type }?["text"]?.string ?? ""
    }
}
