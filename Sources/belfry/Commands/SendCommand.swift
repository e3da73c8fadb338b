// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HubCore

struct SendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send",
        abstract: "Send a message outside an incident: a template or plain text.",
        discussion: """
            Recipients are audiences, or single addresses as CHANNEL:ADDRESS:

              belfry send --title "Maintenance tonight" --body "Search is slow from 22:00 to 23:00 UTC." buyers
              belfry send --template planned-maintenance mail:ada@example.com
            """
    )

    @Argument(help: "Audiences, or addresses as CHANNEL:ADDRESS.")
    var to: [String]

    @Option(help: "One line of plain text.")
    var title: String?

    @Option(help: "The text's locale, such as de.")
    var locale: String?

    @OptionGroup var statement: StatementOptions
    @OptionGroup var hub: HubOptions

    func run() async throws {
        let body = Document.object(
            [
                ("title", title.map { .text($0) }), ("locale", locale.map { .text($0) }),
                ("to", Document(.list(to.map { Recipient.document($0) }))),
            ] + (try statement.pairs())
        )
        let answer = try await hub.client().send("POST", "/v1/messages", body: body, idempotencyKey: .makeKey())
        try hub.show(answer) { PublishedAnswer.print($0) }
    }
}

/// `buyers`, or `mail:ada@example.com`.
enum Recipient {
    static func document(_ text: String) -> Document {
        guard let colon = text.firstIndex(of: ":") else { return .text(text) }
        return .object([
            ("channel", .text(String(text[..<colon]))), ("to", .text(String(text[text.index(after: colon)...]))),
        ])
    }
}

struct PreviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview",
        abstract: "Show what every channel would send, and send nothing."
    )

    @Argument(help: "Audiences, or addresses as CHANNEL:ADDRESS; without any, every channel is shown.")
    var to: [String] = []

    @Option(help: "One line of plain text.")
    var title: String?

    @Option(help: "The incident whose update it would be.")
    var incident: String?

    @Option(help: "investigating, identified, monitoring, resolved, …")
    var phase: String?

    @Option(help: "The severity of an incident that is made up for the preview.")
    var severity: String?

    @OptionGroup var statement: StatementOptions
    @OptionGroup var hub: HubOptions

    func run() async throws {
        var pairs: [(String, Document?)] = try statement.pairs()
        pairs.append(("title", title.map { .text($0) }))
        pairs.append(("severity", severity.map { .text($0) }))
        if to.isEmpty {
            pairs.append(("incident", incident.map { .text($0) }))
            pairs.append(("phase", phase.map { .text($0) }))
        } else {
            pairs.append(("to", Document(.list(to.map { Recipient.document($0) }))))
        }
        let answer = try await hub.client().send("POST", "/v1/preview", body: .object(pairs))
        try hub.show(answer) { answer in
            for item in answer["renderings"]?.items ?? [] {
                Terminal.line(
                    Terminal.styled("── \(item["channel"]?.plain ?? "") · \(item["locale"]?.plain ?? "")", "1")
                )
                for part in item["rendering"]?["parts"]?.items ?? [] {
                    Terminal.line(Terminal.styled("\(part["name"]?.plain ?? ""):", "2"))
                    Terminal.line(part["text"]?.plain ?? "")
                }
                if let fault = item["fault"], fault.content != .null {
                    Terminal.line("  fault: \(fault["message"]?.plain ?? "")")
                }
            }
            for finding in answer["findings"]?.items ?? [] {
                Terminal.line("\(finding["level"]?.plain ?? ""): \(finding["message"]?.plain ?? "")")
            }
            if let forecast = answer["forecast"] { ForecastAnswer.print(forecast) }
        }
    }
}
