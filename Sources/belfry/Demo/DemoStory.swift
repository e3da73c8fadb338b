// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import HubCore
import Simulator
import Transport

/// A sample incident from its declaration to its end, and what every reader sees of it.
struct DemoStory {
    let stage: DemoStage
    let simulator: ProviderSimulator

    /// What is expected to arrive with each update besides posts: two mails, two webhooks.
    private static let readers = (mails: 2, partners: ["/payments", "/warehouse"])

    /// The first update is shown in full, the others in short: by then everybody knows what a card looks like.
    private func board(of update: Int) -> ArrivalBoard {
        let style: ArrivalBoard.Style = Terminal.outputIsTerminal ? .ansi : .plain
        let width = min(Terminal.width, 100)
        return update == 1
            ? ArrivalBoard(width: width, style: style)
            : ArrivalBoard(width: width, style: style, textLines: 4, bodyLines: 6)
    }

    /// - Returns: the incident's address, and whether every delivery was made.
    func play() async throws -> (page: String, arrived: Bool) {
        let client = try HubClient(address: stage.url, token: Secret(stage.token))
        headline("1", "Checkout fails. Someone says so once:")
        command(
            "belfry incident declare \"Checkout errors\" --severity sev1 --component checkout --template checkout-errors"
        )
        let incident = try await client.send(
            "POST",
            "/v1/incidents",
            body: .object([
                ("title", .text("Checkout errors")), ("severity", .text("sev1")),
                ("components", .texts(["checkout"])), ("template", .text("checkout-errors")),
            ])
        )
        let id = incident["id"]?.string ?? ""
        Terminal.line(
            "→ \(id), playbook \(incident["playbook"]?.plain ?? "–"), \(incident["update"]?["deliveries"]?.plain ?? "0") destinations"
        )
        var posts: [ProviderPost] = []
        try await show(1, of: id, client, &posts)

        headline("2", "The cause is found:")
        try await update(client, id, phase: "identified", number: 2, &posts)
        headline("3", "It works again:")
        try await update(client, id, phase: "resolved", number: 3, &posts)

        headline("4", "Who has been reached:")
        return (incident["url"]?.string ?? stage.url, try await reckon(client, id))
    }

    /// Where to look while the demo stays up.
    func invite(page: String) {
        headline("5", "The hub stays up. Look around:")
        Terminal.line(
            """
              incident page   \(page)
              status page     \(stage.url)/status/
              banner          \(stage.url)/banner/demo and \(stage.url)/banner/checkout.json
              fault pages     \(stage.url)/kb
              what arrived    http://127.0.0.1:\(simulator.ports.http)/_sink/requests and /_sink/posts
              the API         curl -H "Authorization: Bearer \(stage.token)" \(stage.url)/v1/deliveries
              the CLI         BELFRY_URL=\(stage.url) BELFRY_TOKEN=\(stage.token) belfry deliveries list
            """
        )
        Terminal.line("Ctrl-C ends it and leaves nothing behind.")
    }

    private func update(
        _ client: HubClient,
        _ id: String,
        phase: String,
        number: Int,
        _ posts: inout [ProviderPost]
    ) async throws {
        command("belfry incident update \(id) --phase \(phase)")
        let answer = try await client.send(
            "POST",
            "/v1/incidents/\(id)/updates",
            body: .object([("phase", .text(phase))])
        )
        Terminal.line("→ update \(answer["sequence"]?.plain ?? "")")
        try await show(number, of: id, client, &posts)
    }

    /// Waits for what an update sends to each reader, and draws it; `posts` is what has been drawn before.
    private func show(
        _ number: Int,
        of incident: String,
        _ client: HubClient,
        _ posts: inout [ProviderPost]
    ) async throws {
        try await settle(client, incident)
        let board = board(of: number)
        let mails = await simulator.mail.mails(atLeast: Self.readers.mails * number, within: .seconds(20))
        for mail in mails.suffix(Self.readers.mails) { draw(.mail(MailArrival(mail)), on: board) }
        for partner in Self.readers.partners {
            // The warehouse answers its first request with 500 twice: those attempts arrive as well.
            let attempts = number + (partner == "/warehouse" ? 2 : 0)
            let requests = await simulator.http.requests(atLeast: attempts, path: partner, within: .seconds(20))
            guard let last = requests.last else { continue }
            let note =
                partner == "/warehouse" && number == 1 ? "answered 500 twice; attempt \(requests.count) arrived" : nil
            draw(.webhook(WebhookArrival(last, note: note)), on: board)
        }
        if let banner = await DemoBanner.read(stage.url) { draw(.banner(banner), on: board) }
        let before = Set(posts)
        posts = simulator.http.posts
        for post in posts where !before.contains(post) { draw(.post(post), on: board) }
    }

    private func draw(_ arrival: Arrival, on board: ArrivalBoard) { Terminal.line(board.draw(arrival)) }

    /// Waits until no delivery of the incident is open any more.
    private func settle(_ client: HubClient, _ incident: String) async throws {
        for _ in 0..<600 {
            let answer = try await client.send(
                "GET",
                "/v1/deliveries?incident=\(incident)&state=pending,in_flight,retrying&limit=1"
            )
            if answer["items"]?.items.isEmpty ?? true { return }
            try await SystemClock().sleep(until: SystemClock().now + .milliseconds(100))
        }
    }

    private func reckon(_ client: HubClient, _ id: String) async throws -> Bool {
        let answer = try await client.send("GET", "/v1/deliveries?incident=\(id)&limit=500")
        let items = answer["items"]?.items ?? []
        var table = Table("DELIVERY", "STATE", "ATTEMPTS", "CHANNEL", "TO")
        for item in items.reversed() {
            table.add(
                item["id"]?.plain ?? "",
                item["state"]?.plain ?? "",
                item["attempt_count"]?.plain ?? "",
                item["channel"]?.plain ?? "",
                item["to"]?.plain ?? ""
            )
        }
        table.print()
        let delivered = items.filter { $0["state"]?.string == "delivered" }.count
        let arrived = !items.isEmpty && delivered == items.count
        Terminal.line(
            arrived
                ? Terminal.styled("✓ all \(delivered) deliveries arrived", "32")
                : Terminal.styled("✗ \(delivered) of \(items.count) deliveries arrived", "31")
        )
        return arrived
    }

    private func headline(_ number: String, _ text: String) {
        Terminal.line()
        Terminal.line(Terminal.styled("\(number). \(text)", "1"))
    }

    private func command(_ text: String) { Terminal.line(Terminal.styled("$ \(text)", "36")) }
}
