// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing

/// What the suite sees of mails and files.
@Suite struct MailConformanceTests {
    private func violations(_ flaw: LetterChannel.LetterFlaw) async -> [ConformanceViolation] {
        await ChannelConformance<LetterChannel>(
            settings: LetterChannel.Settings(flaw: flaw),
            addresses: ["ada@example.com"],
            hostileAddresses: ["", "no address"],
            canarySecrets: []
        )
        .violations()
    }

    @Test func `a good mail has no violation`() async {
        #expect(await violations(.none) == [])
    }

    @Test(arguments: [
        (LetterChannel.LetterFlaw.bareLineFeeds, "line feed stands alone"),
        (.rawSubject, "smuggles in the header “bcc”"),
        (.eightBit, "not 7 bit"), (.longLines, "longer than 998"), (.noMessageID, "0 headers “message-id”"),
        (.hostileRecipient, "start another command"), (.noBody, "has no body"),
    ])
    func `a mail that no relay should be given is found`(_ flaw: LetterChannel.LetterFlaw, _ words: String) async {
        let violations = await violations(flaw)
        #expect(violations.contains { $0.check == "wire" && $0.message.contains(words) }, "\(violations.prefix(5))")
    }

    @Test func `a file that is no JSON is found`() async {
        #expect(await violations(.brokenFile).contains { $0.check == "json" })
    }
}

/// Sends letters; every mail has the same short text, so that its form alone is in question.
struct LetterChannel: Channel {
    enum LetterFlaw: String, Codable, Sendable {
        case none, bareLineFeeds, rawSubject, eightBit, longLines, noMessageID, hostileRecipient, noBody, brokenFile
    }

    struct Settings: ChannelSettings {
        var flaw: LetterFlaw

        func validate() throws(Fault) {}
    }

    static let manifest = ChannelManifest(
        kind: "letter",
        version: "1",
        summary: "Mail for tests.",
        settings: [SettingDescription("flaw", .string, "What is wrong.")],
        retry: RetryPolicy(schedule: [.seconds(1)], expires: .seconds(60))
    )

    let settings: Settings
    let services: ChannelServices

    init(settings: Settings, services: ChannelServices) throws(Fault) {
        self.settings = settings
        self.services = services
    }

    func host(for destination: Destination) throws(Fault) -> String {
        guard let at = destination.address.firstIndex(of: "@") else { throw Fault(.addressInvalid, "No mail address.") }
        return String(destination.address[at...].dropFirst())
    }

    func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        let lines = [
            message.markedTitle, message.facts.link ?? "", "\(message.sections.first?.markdown.prefix(99) ?? "")",
        ]
        return Rendering(parts: [RenderedPart("text", "text/plain", lines.joined(separator: "\n"))])
    }

    func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt {
        if settings.flaw == .brokenFile {
            try await services.files.update("banner.json") { (_) throws(Fault) in Array("{".utf8) }
        }
        let plain = delivery.message.title.unicodeScalars.filter { $0.isASCII && $0.value >= 0x20 && $0.value < 0x7F }
        var lines = [
            "From: a@b.example", "To: ada@example.com", "Date: Sat, 21 Nov 2026 14:05:00 +0000", "MIME-Version: 1.0",
        ]
        lines.append(
            "Subject: "
                + (settings.flaw == .rawSubject ? delivery.message.title : String(String.UnicodeScalarView(plain)))
        )
        if settings.flaw != .noMessageID { lines.append("Message-ID: <1@b.example>") }
        if settings.flaw != .noBody { lines += ["", "Hello."] }
        if settings.flaw == .eightBit { lines.append("ü") }
        if settings.flaw == .longLines { lines.append(String(repeating: "x", count: 999)) }
        let end = settings.flaw == .bareLineFeeds ? "\n" : "\r\n"
        let mail = MailSubmission(
            relay: MailRelay(url: "smtp://127.0.0.1:25"),
            sender: "a@b.example",
            recipient: settings.flaw == .hostileRecipient ? "a@b.example>\r\nRSET" : delivery.destination.address,
            content: Array((lines.joined(separator: end) + end).utf8)
        )
        return Receipt(id: try await services.mail.submit(mail).reply)
    }
}
