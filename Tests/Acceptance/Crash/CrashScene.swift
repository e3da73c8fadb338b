// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Foundation
import Simulator
import Transport

/// A hub and its receivers, set up for one plan.
final class CrashScene: Sendable {
    let stage: Stage
    let plan: CrashPlan
    let hub: HubProcess
    /// Endpoints that are well, and the crowd.
    let well: HTTPSink
    let shaky: HTTPSink
    let mails: MailSink
    /// Only where the plan needs it.
    let interposer: Interposer?
    private let logs: [String]

    init(_ plan: CrashPlan, on stage: Stage) async throws {
        self.plan = plan
        self.stage = stage
        logs = ["\(stage.folder)/well.jsonl", "\(stage.folder)/shaky.jsonl"]
        let well = try await stage.sink(SinkScript(otherwise: .status(200).after(.milliseconds(15))), logFile: logs[0])
        let rules = plan.shaky.enumerated().map { SinkRule(path: "/shaky/\($0)/", answers: $1) } + [.on("/gone/", 410)]
        let shaky = try await stage.sink(SinkScript(rules), logFile: logs[1])
        mails = try await stage.mailSink([
            .at(.rcpt, to: "nobody@*", .reply(550, "5.1.1", "There is no such mailbox")),
            .at(.rcpt, to: "slow@*", 451, 451, 250, 451, 250),
            // It has the mail, and the hub does not hear of it.
            .at(.final, to: "silent@*", MailAnswer.close.keepingMail, 250, MailAnswer.close.keepingMail, 250),
        ])
        (self.well, self.shaky) = (well, shaky)
        let everyone = Self.everyone(plan, well, shaky)
        var audiences = [Section.audience("everyone", everyone)]
        if plan.crowd > 0 { audiences.append(Section.audience("crowd", file: "crowd.csv")) }
        let site = try HubSite(
            in: stage.folder,
            port: FreePort.find(),
            channels: [
                Section.hooks(retry: Self.schedule, settings: ", timeout: 1s"),
                Section.mail(port: mails.port, retry: Self.schedule),
            ]
            .joined(separator: "\n"),
            audiences: audiences.joined(separator: "\n")
        )
        if plan.crowd > 0 {
            let lines = (1...plan.crowd).map { "hooks,\(well.url("/crowd/\($0)"))" }
            try site.write((["channel,to"] + lines).joined(separator: "\n") + "\n", to: "Config/crowd.csv")
        }
        hub = try HubProcess(site, on: stage)
        let diesWriting = plan.lives.contains { if case .writing = $0.death { true } else { false } }
        interposer = diesWriting ? try await Interposer(on: stage) : nil
    }

    private static let schedule = "[200ms, 200ms, 300ms, 400ms, 500ms, 500ms]"

    private static func everyone(_ plan: CrashPlan, _ well: HTTPSink, _ shaky: HTTPSink) -> [(String, String)] {
        let readers =
            (1...CrashPlan.readers).map { "reader\($0)@example.com" }
            + ["nobody", "slow", "silent"]
            .map { "\($0)@example.com" }
        return (1...CrashPlan.well).map { ("hooks", well.url("/well/\($0)")) }
            + plan.shaky.indices.map { ("hooks", shaky.url("/shaky/\($0)/")) }
            + [("hooks", shaky.url("/gone/"))]
            + readers.map { ("mail", $0) }
    }

    /// How many destinations a statement to that audience has.
    func size(of audience: String) -> Int {
        audience == "crowd" ? plan.crowd : CrashPlan.well + plan.shaky.count + 1 + CrashPlan.readers + 3
    }

    /// Says something; nil where the hub went before it had answered.
    func say(_ statement: CrashPlan.Statement, incidents: [Int: String]) async throws -> Answer? {
        let (path, body) = Self.document(statement, incidents: incidents)
        do {
            return try await hub.post(path, body, headers: ["idempotency-key": "statement-\(statement.number)"])
        } catch is Fault {
            return nil
        }
    }

    private static func document(_ statement: CrashPlan.Statement, incidents: [Int: String]) -> (String, JSON) {
        let audience: JSON = [.string(statement.audience)]
        let text = JSON.string(statement.mark)
        switch statement.kind {
        case .incident(let index):
            // Odd ones are urgent.
            let severity: JSON = index.isMultiple(of: 2) ? "sev3" : "sev1"
            return (
                "/v1/incidents",
                ["title": .string("Incident \(index)"), "severity": severity, "audiences": audience, "body": text]
            )
        case .update(let index):
            let path = "/v1/incidents/\(incidents[index] ?? "")/updates"
            return (path, ["phase": "identified", "audiences": audience, "body": text])
        case .notice:
            return ("/v1/messages", ["title": "Notice", "body": text, "to": audience])
        }
    }

    /// All that reached the receivers: requests from the logs that were written before they were answered.
    func wire() throws -> [WireEvent] {
        var events: [WireEvent] = []
        for (sink, log) in [(well, logs[0]), (shaky, logs[1])] {
            guard let data = FileManager.default.contents(atPath: log) else { continue }
            events += try data.split(separator: 10)
                .map { WireEvent(try JSONDecoder().decode(SinkRequest.self, from: $0), to: sink) }
        }
        return (events + mails.mails().map { WireEvent($0) }).sorted { $0.at < $1.at }
    }
}
