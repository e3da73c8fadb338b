// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Simulator
import Testing

extension Acceptance {
    /// The command line, against a running hub.
    @Suite struct CommandLine {
        @Test func `an incident is declared, updated, resolved, listed and shown`() async throws {
            try await Desk.open { desk in
                let declared = try await desk.json(
                    "incident",
                    "declare",
                    "Checkout errors",
                    "--severity",
                    "sev1",
                    "--component",
                    "checkout",
                    "--template",
                    "checkout-errors",
                    "--var",
                    "affected=Buyers cannot pay."
                )
                let id = try #require(declared["id"]?.string)
                #expect(declared["playbook"] == "checkout-down")
                #expect(declared["update"]?["deliveries"] == 2)
                let updated = try await desk.json(
                    "incident",
                    "update",
                    id,
                    "--phase",
                    "identified",
                    "--section",
                    "what_happened=The cause is found.",
                    "--section",
                    "impact=Nobody can pay."
                )
                #expect(updated["sequence"] == 2 && updated["state"] == "queued")
                let resolved = try await desk.run("incident", "resolve", id, "--body", "It works again.")
                #expect(resolved.end == .exited(0))
                #expect(resolved.text.contains("to 2 destinations (queued)"))

                _ = try await desk.hub.settled("incident=\(id)", count: 6)
                let shown = try await desk.json("incident", "show", id)
                #expect(shown["phase"] == "resolved")
                #expect(
                    shown["updates"]?.items.map { $0["phase"]?.string } == ["investigating", "identified", "resolved"]
                )
                #expect(shown["deliveries"] == ["delivered": 6])
                let text = try await desk.run("incident", "show", id)
                #expect(text.text.contains("Checkout errors (sev1, resolved)"))
                let rows = try await desk.run("incident", "list")
                // One line for each, its cells between tabs: this is no terminal.
                let cells = rows.output.map { $0.split(separator: "\t").map(String.init) }
                #expect(cells.map { [$0.first, $0.last] } == [[id, "Checkout errors"]])
                #expect(try await desk.json("incident", "list", "--open")["items"] == [])
            }
        }

        @Test func `messages go to audiences and to single addresses, and a preview sends nothing`() async throws {
            try await Desk.open { desk in
                let preview = try await desk.json(
                    "preview",
                    "partners",
                    "hooks:\(desk.sink.url("/single"))",
                    "--title",
                    "Tonight",
                    "--body",
                    "Search is slow."
                )
                #expect(preview["forecast"]?["total"] == 3)
                #expect(
                    preview["renderings"]?[0]?["rendering"]?["parts"]?[0]?["text"]?.string?.contains("Tonight") == true
                )
                let template = try await desk.run("preview", "--template", "checkout-errors", "--severity", "sev1")
                #expect(template.end == .exited(0), "\(template.errorText)")
                #expect(template.text.contains("── hooks · de"))
                #expect(desk.sink.total == 0)
                #expect(try await desk.hub.get("/v1/deliveries")["items"] == [])

                let address = desk.sink.url("/single")
                let sent = try await desk.run(
                    "send",
                    "--title",
                    "Tonight",
                    "--body",
                    "Slow.",
                    "partners",
                    "hooks:\(address)"
                )
                #expect(sent.end == .exited(0), "\(sent.errorText)")
                #expect(sent.text.contains("to 3 destinations"))
                let piped = try await desk.run(
                    "send",
                    "--title",
                    "Piped",
                    "--body",
                    "-",
                    "hooks:\(address)",
                    input: "From *standard* input.\n"
                )
                #expect(piped.end == .exited(0))
                let requests = await desk.sink.requests(atLeast: 2, path: "/single", within: .seconds(20))
                #expect(try requests.map { try JSON($0.body)["data"]?["title"]?.string } == ["Tonight", "Piped"])
                #expect(requests.last?.text.contains("From *standard* input.") == true)
            }
        }

        @Test func `deliveries are listed and shown with their attempts`() async throws {
            try await Desk.open { desk in
                desk.sink.play([.on("/one", 403)])
                _ = try await desk.run("send", "--title", "Hello", "--body", "Text", "partners")
                _ = try await desk.hub.settled("", count: 2)
                let rows = try await desk.run("deliveries", "list")
                #expect(rows.output.count == 2)
                let dead = try await desk.run("deliveries", "list", "--state", "dead")
                let cells = try #require(dead.output.first?.split(separator: "\t").map(String.init))
                #expect(dead.output.count == 1)
                #expect(cells.dropFirst() == ["dead", "1", "hooks", desk.sink.url("/one"), "recipient_rejected"])
                let byAddress = try await desk.json(
                    "deliveries",
                    "list",
                    "--destination",
                    desk.sink.url("/two"),
                    "--channel",
                    "hooks"
                )
                #expect(byAddress["items"]?.items.map { $0["state"]?.string } == ["delivered"])
                let shown = try await desk.run("deliveries", "show", cells[0])
                #expect(shown.text.contains("attempt 1"))
                #expect(shown.text.contains("DLV-550"))
                #expect(shown.text.contains("what to do: "))
            }
        }

        @Test func `a list of deliveries is shown in full, however long it is`() async throws {
            try await Desk.open { desk in
                let addresses = (1...200).map { "hooks:\(desk.sink.url("/many/\($0)"))" }
                let sent = try await desk.run(["send", "--title", "Many", "--body", "Text"] + addresses)
                #expect(sent.end == .exited(0), "\(sent.errorText)")
                _ = try await desk.hub.settled("", count: addresses.count)
                let rows = try await desk.run("deliveries", "list", "--limit", "200")
                #expect(rows.end == .exited(0), "\(rows.errorText)")
                #expect(Set(rows.output.compactMap { $0.split(separator: "\t").first }).count == addresses.count)
            }
        }

        @Test func `a token is shown once, kept nowhere, and refused as soon as it is revoked`() async throws {
            try await Desk.open { desk in
                let made = try await desk.run("token", "create", "reporting tool", "--role", "reporter")
                #expect(made.end == .exited(0))
                let token = try #require(made.output.first)
                #expect(token.hasPrefix("blf_") && token.utf8.count == 68)
                let declare = ["incident", "declare", "Search is slow", "--severity", "sev3"]
                #expect(try await desk.run(declare, token: token).end == .exited(0))
                let refused = try await desk.run(["token", "list"], token: token)
                #expect(refused.end == .exited(1))
                #expect(refused.errorText.contains("API-403"))

                let listed = try await desk.json("token", "list")
                let id = try #require(listed["items"]?[0]?["id"]?.string)
                #expect(listed["items"]?[0]?["name"] == "reporting tool")
                #expect(listed["items"]?[0]?["token"] == nil)
                #expect(try await desk.run("token", "revoke", id).end == .exited(0))
                let revoked = try await desk.run(declare, token: token)
                #expect(revoked.end == .exited(1))
                #expect(revoked.errorText.contains("API-401"))
                #expect(try await desk.run("token", "revoke", id).end == .exited(1))

                #expect(try await desk.hub.terminate() == .exited(0))
                for name in try FileManager.default.subpathsOfDirectory(atPath: desk.hub.site.data) {
                    let content = FileManager.default.contents(atPath: "\(desk.hub.site.data)/\(name)") ?? Data()
                    for form in [token, String(token.dropFirst(4))] {
                        #expect(content.firstRange(of: Data(form.utf8)) == nil, "The token is in \(name).")
                    }
                }
                #expect(!desk.hub.log.contains { $0.contains(token) })
            }
        }

        @Test func `channels and templates are listed and tested`() async throws {
            try await Desk.open { desk in
                let channels = try await desk.json("channels", "list")
                #expect(channels["items"]?.items.map { $0["name"]?.string } == ["hooks"])
                let tested = try await desk.run("channels", "test", "hooks")
                #expect(tested.end == .exited(0), "\(tested.text)")
                #expect(tested.text.contains("hooks: well"))
                let unknown = try await desk.run("channels", "test", "hoks")
                #expect(unknown.end == .exited(1))
                #expect(unknown.errorText.contains("CHN-604"))
                #expect(desk.sink.total == 0)
                let templates = try await desk.stage.belfry("templates", "list", folder: PackageRoot.path)
                let names = templates.output.compactMap { $0.split(separator: "\t").first }
                #expect(names.contains("checkout-errors") && names.contains("resolved"))
                #expect(try await desk.stage.belfry("templates", "lint", folder: PackageRoot.path).end == .exited(0))
            }
        }

        @Test func `the exit status tells done, failed, wrong usage and try later apart`() async throws {
            try await Desk.open { desk in
                #expect(try await desk.run("incident", "list").end == .exited(0))
                let failed = try await desk.run("send", "--title", "T", "--body", "B", "nobody")
                #expect(failed.end == .exited(1))
                #expect(failed.output.isEmpty)
                #expect(failed.errorText.contains("AUD-404") && failed.errorText.contains("what to do: "))
                let json = try await desk.run("send", "--title", "T", "--body", "B", "nobody", "--json")
                #expect(json.end == .exited(1))
                #expect(try JSON(json.errorText)["code"] == "AUD-404")
                for wrong in [
                    ["incident", "declare"], ["incidents"], ["send", "--titel", "T", "partners"],
                    ["send", "--section", "x", "partners"],
                ] {
                    let result = try await desk.run(wrong)
                    #expect(result.end == .exited(64), "\(wrong): \(result.errorText)")
                    #expect(!result.errorText.isEmpty)
                }
                #expect(try await desk.hub.terminate() == .exited(0))
                let later = try await desk.run("incident", "list")
                #expect(later.end == .exited(75))
                #expect(later.errorText.contains("DLV-002"), "\(later.errorText)")
                #expect(later.errorText.contains("what to do: "))
            }
        }
    }
}

/// A hub, a receiver of webhooks, and someone at a terminal with an admin's token.
private struct Desk {
    let stage: Stage
    let hub: HubProcess
    let sink: HTTPSink

    static func open(_ work: (Desk) async throws -> Void) async throws {
        try await Stage.play { stage in
            let sink = try await stage.sink()
            let hub = try await stage.hub(
                HubSite(
                    in: stage.folder,
                    port: FreePort.find(),
                    channels: Section.hooks(),
                    audiences: Section.audience(
                        "partners",
                        [("hooks", sink.url("/one")), ("hooks", sink.url("/two"))]
                    ),
                    playbooks:
                        "[{ name: checkout-down, when: { severity: [sev1] }, audiences: [partners], template: checkout-errors }]"
                )
            )
            try await work(Desk(stage: stage, hub: hub, sink: sink))
        }
    }

    func run(_ arguments: String..., input: String = "") async throws -> CommandResult {
        try await run(arguments, input: input)
    }

    func run(_ arguments: [String], token: String = HubSite.token, input: String = "") async throws -> CommandResult {
        try await stage.belfry(
            arguments,
            environment: ["BELFRY_URL": hub.site.url, "BELFRY_TOKEN": token],
            input: input
        )
    }

    /// What a command prints with `--json`.
    func json(_ arguments: String...) async throws -> JSON {
        let result = try await run(arguments + ["--json"])
        try #require(result.end == .exited(0), "\(result.errorText)")
        return try #require(result.json, "\(result.text)")
    }
}
