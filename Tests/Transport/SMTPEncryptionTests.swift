// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Simulator
import Testing
import Transport

/// Mail over TLS, and which relay is trusted.
@Suite(.timeLimit(.minutes(1)))
struct SMTPEncryptionTests {
    /// How TLS begins.
    enum Beginning: String, CaseIterable {
        case startTLS, implicit

        func relay(_ sink: MailSink) -> String {
            switch self {
            case .startTLS: "smtp://localhost:\(sink.port)"
            case .implicit: "smtps://localhost:\(sink.securePort ?? 0)"
            }
        }
    }

    private func mail(
        _ relay: String,
        security: MailRelay.Security = .required,
        password: String? = nil
    ) -> MailSubmission {
        MailSubmission(
            relay: MailRelay(
                url: relay,
                security: security,
                username: password.map { _ in "hub" },
                password: password.map { Secret($0) },
                greetingName: "hub.example"
            ),
            sender: "bounce@example.com",
            recipient: "ada@example.com",
            content: Array("Subject: x\r\n\r\nhello\r\n".utf8),
            timeout: .seconds(15)
        )
    }

    @Test(arguments: Beginning.allCases)
    func `mails go out over TLS, and the next one on the same connection`(beginning: Beginning) async throws {
        let submitter = try CurlMailSubmitter(trust: TestIdentity.trust())
        var features = MailFeatures()
        features.requiresTLS = true
        features.credentials = MailFeatures.Credentials(user: "hub", password: "s3cret")
        try await withSink(MailSink(identity: TestIdentity.localhost.load(), features: features)) { sink in
            for _ in 1...2 {
                _ = try await submitter.submit(mail(beginning.relay(sink), password: "s3cret"))
            }
            #expect(sink.mails().map(\.isEncrypted) == [true, true])
            #expect(sink.mails().map(\.user) == ["hub", "hub"])
            #expect(Set(sink.mails().map(\.connection)).count == 1)
        }
    }

    @Test(arguments: Beginning.allCases, TestIdentity.allCases)
    func `a relay that cannot prove who it is gets nothing`(
        beginning: Beginning,
        identity: TestIdentity
    ) async throws {
        let submitter = try CurlMailSubmitter(trust: identity == .localhost ? nil : TestIdentity.trust())
        try await withSink(MailSink(identity: identity.load())) { sink in
            let mail = mail(beginning.relay(sink), password: "s3cret")
            let fault = try #require(await #expect(throws: Fault.self) { try await submitter.submit(mail) })
            #expect(fault.code == .tlsUntrusted)
            #expect(!"\(fault) \(fault.context)".contains("s3cret"))
            #expect(sink.total == 0)
        }
    }

    @Test func `a relay that refuses TLS when asked for it gets nothing`() async throws {
        let submitter = try CurlMailSubmitter(trust: TestIdentity.trust())
        let script: MailScript = [.at(.starttls, 454, 220)]
        try await withSink(MailSink(identity: TestIdentity.localhost.load(), script: script)) { sink in
            let mail = mail(Beginning.startTLS.relay(sink))
            let fault = await #expect(throws: Fault.self) { try await submitter.submit(mail) }
            #expect(fault?.context["phase"] == "starttls")
            #expect(sink.total == 0)
            _ = try await submitter.submit(mail)
            #expect(sink.mails().map(\.isEncrypted) == [true])
        }
    }

    @Test func `a relay that takes nothing in clear text says so`() async throws {
        let submitter = try CurlMailSubmitter()
        var features = MailFeatures()
        features.requiresTLS = true
        try await withSink(MailSink(identity: TestIdentity.localhost.load(), features: features)) { sink in
            let mail = mail(Beginning.startTLS.relay(sink), security: .none)
            let fault = await #expect(throws: Fault.self) { try await submitter.submit(mail) }
            #expect(fault?.context["smtp_code"] == "530")
            #expect(sink.total == 0)
        }
    }
}
