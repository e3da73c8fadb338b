// SPDX-License-Identifier: Apache-2.0

import Simulator

/// Every fault as a destination of one hub, each on a lane of its own, and some destinations that are well.
final class FaultMatrix: Sendable {
    struct Case: Sendable {
        let name: String
        let channel: String
        let address: String
        let expected: FaultExpectation
        var sink: HTTPSink?
        var mails: MailSink?
    }

    let hub: HubProcess
    let cases: [Case]
    let well: HTTPSink
    let wellMails: MailSink
    /// Takes a request and never answers; its channel waits for half a minute.
    let patient: HTTPSink

    /// The addresses that are well.
    var wellAddresses: [String] { [well.url("/1"), well.url("/2"), "well@example.com"] }

    init(on stage: Stage) async throws {
        let broken = try await BrokenServers(on: stage)
        let (well, wellMails) = (try await stage.sink(), try await stage.mailSink())
        let patient = try await stage.sink(SinkScript(otherwise: .hang))
        (self.well, self.wellMails, self.patient) = (well, wellMails, patient)
        var cases: [Case] = []
        var channels = [
            Section.hooks("hooks", retry: Self.schedule, settings: ", timeout: 10s"),
            Section.hooks("hasty", retry: Self.schedule, settings: ", timeout: 1s"),
            Section.hooks("patient", retry: "[20m]", settings: ", timeout: 30s"),
            Section.mail("mail", port: wellMails.port),
        ]
        for fault in WebhookFault.all {
            guard var one = try await Self.webhook(fault, broken, on: stage) else { continue }
            if case .sink(let answers) = fault.endpoint {
                let sink = try await stage.sink([.init(path: "/hook", answers: answers)])
                one = Case(name: one.name, channel: one.channel, address: sink.url("/hook"), expected: one.expected)
                one.sink = sink
            }
            cases.append(one)
        }
        for (index, fault) in MailFault.all.enumerated() {
            guard let (one, line) = try await Self.mail(fault, "mail-\(index)", broken, on: stage) else { continue }
            channels.append(line)
            cases.append(one)
        }
        let everyone =
            cases.map { ($0.channel, $0.address) }
            + [("hooks", well.url("/1")), ("hooks", well.url("/2")), ("mail", "well@example.com")]
        self.cases = cases
        let site = try HubSite(
            in: stage.folder,
            port: FreePort.find(),
            channels: channels.joined(separator: "\n"),
            audiences: [
                Section.audience("everyone", everyone), Section.audience("stuck", [("patient", patient.url("/hook"))]),
                Section.audience("well", Array(everyone.suffix(3))),
            ]
            .joined(separator: "\n")
        )
        hub = try await stage.hub(site)
    }

    private static let schedule = "[200ms, 200ms]"

    private static func webhook(_ fault: WebhookFault, _ broken: BrokenServers, on stage: Stage) async throws -> Case? {
        let address: String
        switch fault.endpoint {
        case .sink: address = ""
        case .broken(let server, let secure):
            guard let port = broken.ports[server] else { return nil }
            address = "\(secure ? "https" : "http")://127.0.0.1:\(port)/hook"
        case .nobody: address = "http://127.0.0.1:\(try FreePort.find())/hook"
        case .unknownHost: address = "http://nobody.invalid/hook"
        case .secureSink: address = "https://127.0.0.1:\(try await stage.sink().port)/hook"
        }
        return Case(
            name: "webhook: \(fault.name)",
            channel: fault.isHasty ? "hasty" : "hooks",
            address: address,
            expected: fault.expected
        )
    }

    private static func mail(
        _ fault: MailFault,
        _ channel: String,
        _ broken: BrokenServers,
        on stage: Stage
    ) async throws -> (Case, channel: String)? {
        var one = Case(
            name: "mail: \(fault.name)",
            channel: channel,
            address: "\(channel)@example.com",
            expected: fault.expected
        )
        let server: String
        var security = "none"
        switch fault.relay {
        case .sink(let script, let wanted):
            let sink = try await stage.mailSink(script)
            one.mails = sink
            (server, security) = (sink.url, wanted)
        case .broken(let name, let scheme):
            guard let port = broken.ports[name] else { return nil }
            (server, security) = ("\(scheme)://127.0.0.1:\(port)", "tls")
        case .nobody: server = "smtp://127.0.0.1:\(try FreePort.find())"
        case .unknownHost: server = "smtp://nobody.invalid:2525"
        case .secureSink: (server, security) = ("smtps://127.0.0.1:\(try await stage.mailSink().port)", "tls")
        }
        let line =
            "  - { name: \(channel), plugin: email, settings: { server: \"\(server)\", "
            + "from: \"Market Status <status@market.example>\", security: \(security) }, "
            + "retry: { schedule: \(fault.isSlow ? "[20m]" : schedule), expires: 1h } }"
        return (one, line)
    }
}
