// SPDX-License-Identifier: Apache-2.0

import Announcement
import Foundation
import Testing

extension Acceptance.BrowserStatusPages {
    /// By how much the page is wider than its window.
    static let overhang = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"

    /// Opens an address, and looks at it from every side; `more` is done there besides.
    static func look(_ name: String, _ url: String, _ view: JSON, and more: [JSON] = []) -> [JSON] {
        let open: [String: JSON] = ["do": "open", "url": .string(url)]
        var steps: [JSON] = [
            .object(open.merging(view.entries) { $1 }),
            ["do": "run", "script": .string(overhang), "as": .string("\(name) overhang")],
            // It is a script as well.
            view["script"] == false
                ? ["do": "read", "of": "html", "as": .string("\(name) axe")]
                : ["do": "axe", "as": .string("\(name) axe")],
            ["do": "problems", "as": .string("\(name) problems")],
        ]
        steps += more
        // Last, for it leaves the page in another state.
        if let folder = ProcessInfo.processInfo.environment["BELFRY_SHOTS"] {
            steps.append(["do": "shot", "file": .string("\(folder)/\(name.replacing(" ", with: "-")).png")])
        }
        return steps
    }

    static func judge(_ name: String, in browser: BrowserSession) async throws {
        #expect(try await browser.answer("\(name) overhang")["value"] == 0, "\(name)")
        for part in ["axe", "problems"] {
            let complaints = try await browser.answer("\(name) \(part)").complaints
            #expect(complaints == [], "\(name)")
        }
    }

    /// The month that an incident was declared in, as its history is addressed: an id begins with its time.
    static func month(of id: String) -> String {
        let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        let milliseconds = id.dropFirst("inc_".count).prefix(10)
            .reduce(Int64(0)) { sum, digit in
                sum * 32 + Int64(digits.firstIndex(of: digit) ?? 0)
            }
        return String(Timestamp(milliseconds: milliseconds).description.prefix(7))
    }

    static func hub(on stage: Stage) async throws -> HubProcess {
        try await stage.hub(
            HubSite(
                in: stage.folder,
                port: FreePort.find(),
                channels: """
                      - name: status
                        plugin: status_page
                        settings:
                          directory: "../status"
                          title: Market
                          support_url: "https://help.market.example"
                          components:
                            - { name: checkout, title: { en: Checkout, de: Kasse, ar: الدفع }, group: { en: Buying, de: Kaufen, ar: الشراء }, journeys: [{ en: Pay by card, de: Mit Karte zahlen, ar: الدفع بالبطاقة }] }
                            - { name: payments, title: { en: Payments, de: Zahlungen, ar: المدفوعات }, group: { en: Buying, de: Kaufen, ar: الشراء } }
                            - { name: search, title: { en: Search, de: Suche, ar: البحث } }
                    """,
                audiences: """
                      - name: public
                        destinations:
                          - { channel: status, to: "public", locale: en }
                          - { channel: status, to: "public/de", locale: de }
                          - { channel: status, to: "public/ar", locale: ar }
                    """
            )
        )
    }

    static func declare(_ hub: HubProcess, _ incident: [String: JSON]) async throws -> String {
        let usual: [String: JSON] = ["audiences": ["public"], "body": "Cards fail."]
        let answer = try await hub.post("/v1/incidents", .object(usual.merging(incident) { $1 }))
        try #require(answer.status == 201, "\(answer.text)")
        let id = try #require(answer["id"]?.string)
        _ = try await hub.settled("incident=\(id)", count: 3)
        return id
    }

    static func publish(_ hub: HubProcess, _ incident: String, _ update: JSON) async throws {
        let answer = try await hub.post("/v1/incidents/\(incident)/updates", update)
        try #require(answer.status == 202, "\(answer.text)")
        _ = try await hub.settled("incident=\(incident)", count: 3 * (answer["sequence"]?.int ?? 1))
    }

    /// One of everything; returns an incident that is over, with a review, a correction and all kinds of Markdown.
    static func live(_ hub: HubProcess) async throws -> String {
        let over = try await declare(
            hub,
            ["title": "Payouts were late", "severity": "sev3", "components": ["payments"]]
        )
        try await publish(hub, over, ["phase": "identified", "body": "Banks were closed.", "corrects": 1])
        let text = """
            | Country | Late by |
            | --- | --- |
            | Germany | 2 hours |

            ```
            error: bank_closed_for_a_very_long_holiday_of_which_nobody_had_told_anyone_before_it_began_on_monday
            ```

            > Please wait.

            1. First <https://help.market.example/a/very/long/address/that/goes/on/and/on/without/any/place/to/break>
            2. Second
            """
        try await publish(
            hub,
            over,
            ["phase": "resolved", "sections": ["what_happened": "Paid.", "help": .string(text)]]
        )
        try await publish(
            hub,
            over,
            [
                "phase": "postmortem",
                "sections": ["what_happened": "A holiday.", "safeguards": "- A calendar\n- A test"],
            ]
        )
        _ = try await declare(
            hub,
            [
                "title": "Checkout fails for many", "severity": "sev1", "components": ["checkout", "payments"],
                "sections": [
                    "what_happened": "Cards fail.", "impact": "Nobody can pay by card.",
                    "what_you_can_do": "Pay by invoice.",
                ],
                "body": .null,
            ]
        )
        _ = try await declare(
            hub,
            ["title": "Search is watched", "severity": "sev3", "components": ["search"], "phase": "monitoring"]
        )
        _ = try await declare(
            hub,
            [
                "title": "Search moves", "severity": "sev4", "components": ["search"],
                "scheduled_for": "2031-05-01T10:00:00Z", "scheduled_until": "2031-05-01T12:00:00Z",
            ]
        )
        _ = try await declare(
            hub,
            ["title": "Payments move", "components": ["payments"], "severity": "sev4", "phase": "in_progress"]
        )
        _ = try await declare(
            hub,
            ["title": "البحث بطيء", "severity": "sev4", "locale": "ar", "body": "قد تستغرق النتائج حتى عشر ثوانٍ."]
        )
        return over
    }
}
