// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HubCore

extension AudiencesCommand {
    struct Forecast: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Count whom a message would reach, and how long that takes; send nothing.",
            discussion: """
                Each person is counted once, interests and excluded addresses are heeded. A channel takes the longest of: \
                (deliveries − burst) × period ÷ limit of its rate; the same for the lane (host) with the most; that lane's \
                deliveries × an attempt's time ÷ concurrency; all deliveries ÷ 10,000 a second, what a hub carries. An \
                attempt's time is that of the channel's latest ones; before there are any, a configured rate speaks for \
                itself, and without one 0.1 s is taken. Retries, pauses that providers ask for and what waits already are \
                not reckoned with.

                  belfry audiences forecast buyers sellers --severity sev1 --component checkout
                """
        )

        @Argument(help: "Audiences.")
        var audiences: [String]

        @Option(help: "Only on this channel; may be repeated.")
        var channel: [String] = []

        @Option(help: "The severity that interests are held against.")
        var severity: String?

        @Option(help: "A component that interests are held against; may be repeated.")
        var component: [String] = []

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let body = Document.object([
                ("audiences", .texts(audiences)), ("channels", channel.isEmpty ? nil : .texts(channel)),
                ("severity", severity.map { .text($0) }), ("components", component.isEmpty ? nil : .texts(component)),
            ])
            let answer = try await hub.client()
                .send("POST", "/v1/forecast", body: body, timeout: .seconds(3_600))
            try hub.show(answer) { ForecastAnswer.print($0) }
        }
    }
}

/// A forecast, for people.
enum ForecastAnswer {
    static func print(_ forecast: Document) {
        let about = forecast["estimated"]?.content == .boolean(true) ? "about " : ""
        let suppressed = forecast["suppressed"]?.plain ?? "0"
        Terminal.line(
            "Would reach \(about)\(forecast["total"]?.plain ?? "0") destinations in about "
                + "\(forecast["duration_seconds"]?.plain ?? "0") s"
                + (suppressed == "0" ? "." : "; \(suppressed) more are excluded.")
        )
        var table = Table("CHANNEL", "DESTINATIONS", "EXCLUDED", "LANES", "SECONDS", "BOUND BY")
        for item in forecast["details"]?.items ?? [] {
            table.add(
                item["channel"]?.plain ?? "",
                item["destinations"]?.plain ?? "",
                item["suppressed"]?.plain ?? "",
                item["lanes"]?.plain ?? "",
                item["duration_seconds"]?.plain ?? "",
                item["bound_by"]?.plain ?? ""
            )
        }
        table.print()
    }
}
