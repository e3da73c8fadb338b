// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Simulator
import Testing

extension Acceptance {
    /// Audiences as lists: in and out, parts of them, forecasts.
    @Suite struct Audiences {
        @Test func `a list is imported, shown, exported and deleted, and its bad lines are kept for mending`()
            async throws
        {
            try await Desk.open { desk in
                let list = """
                    channel;to;locale;tags;reader.name
                    hooks;\(desk.sink.url("/de"));de;vip;Ada
                    fax;1;;;
                    hooks;\(desk.sink.url("/en"));en;;Bo

                    """
                try desk.site.write(list, to: "people.csv")
                let file = "\(desk.site.folder)/people.csv"
                let dry = try await desk.run("audiences", "import", "people", file, "--dry-run", "--json")
                #expect(dry.end == .exited(1))
                #expect(dry.json?["taken"] == 2 && dry.json?["dry_run"] == true)
                #expect(try await desk.hub.get("/v1/audiences/people").status == 404)

                let rejects = "\(desk.site.folder)/bad.csv"
                let taken = try await desk.run("audiences", "import", "people", file, "--rejects", rejects)
                #expect(taken.end == .exited(1), "\(taken.errorText)")
                #expect(taken.text.contains("Took 2 of 3 lines"))
                #expect(taken.errorText.contains("people.csv:3 channel: “fax” is not a configured channel."))
                let kept = try #require(FileManager.default.contents(atPath: rejects))
                #expect(String(decoding: kept, as: UTF8.self) == "channel;to;locale;tags;reader.name\nfax;1;;;\n")

                // What comes by a pipe is there to be looked at again as well.
                let piped = try await desk.run(
                    "audiences",
                    "import",
                    "people",
                    "-",
                    "--format",
                    "csv",
                    "--rejects",
                    rejects,
                    input: list
                )
                #expect(piped.end == .exited(1), "\(piped.errorText)")
                #expect(FileManager.default.contents(atPath: rejects) == kept)
                let nowhere = try await desk.run("audiences", "import", "people", "\(desk.site.folder)/none.csv")
                #expect(nowhere.end == .exited(1) && nowhere.errorText.contains("none.csv"))

                let exported = try await desk.run("audiences", "export", "people", "--format", "ndjson")
                #expect(exported.output.count == 2)
                let again = try await desk.run(
                    "audiences",
                    "import",
                    "copy",
                    "-",
                    "--format",
                    "ndjson",
                    input: exported.output.joined(separator: "\n")
                )
                #expect(again.end == .exited(0), "\(again.errorText)")
                let names = try await desk.run("audiences", "list").output.map { $0.prefix { $0 != "\t" } }
                #expect(names == ["copy", "partners", "people"])
                #expect(try await desk.run("audiences", "delete", "copy").end == .exited(0))
                let refused = try await desk.run("audiences", "delete", "partners")
                #expect(refused.end == .exited(1))
                #expect(refused.errorText.contains("AUD-422"))
                #expect(try await desk.run("audiences", "show", "people").text.contains("size: 2"))
            }
        }

        @Test func `a hundred thousand lines are taken in within bounded memory, and the forecast counts them`()
            async throws
        {
            try await Desk.open { desk in
                var list = "channel,to,locale,tags\n"
                for number in 0..<100_000 {
                    list +=
                        number % 100 == 7
                        ? "hooks,nowhere-\(number)\n" : "hooks,http://127.0.0.1:9/\(number),en,\"a;b\"\n"
                }
                try desk.site.write(list, to: "many.csv")
                let report = try await desk.run("audiences", "import", "many", "\(desk.site.folder)/many.csv", "--json")
                let json = try #require(report.json, "\(report.errorText)")
                #expect(json["lines"] == 100_000)
                #expect(json["taken"] == 99_000)
                #expect(json["kinds"] == ["address_invalid": 1_000])
                #expect(json["faults"]?.items.count == 100)
                #expect(json["size"] == 99_000)
                let forecast = try await desk.run("audiences", "forecast", "many", "--json")
                #expect(forecast.json?["total"] == 99_000, "\(forecast.errorText)")
                #expect(forecast.json?["estimated"] == false)
                let exported = try await desk.run("audiences", "export", "many", "-o", "\(desk.site.folder)/out.csv")
                #expect(exported.end == .exited(0), "\(exported.errorText)")
                let replaced = try await desk.run(
                    "audiences",
                    "import",
                    "many",
                    "\(desk.site.folder)/out.csv",
                    "--replace",
                    "--json"
                )
                #expect(replaced.end == .exited(0))
                #expect(replaced.json?["left"] == 0 && replaced.json?["taken"] == 99_000)
                let peak = try #require(desk.hub.process?.peakMemory)
                print("peak memory of the hub with 100,000 lines: \(peak / 1_048_576) MiB")
                #expect(peak <= 150 * 1_048_576)
            }
        }

        @Test func `what is forecast is what happens, in numbers and about as fast`() async throws {
            try await Desk.open(rate: ", rate: { limit: 100, per: second, burst: 1 }") { desk in
                let list = (0..<400).map { "hooks,\(desk.sink.url("/rated/\($0)"))\n" }.joined()
                let input = "channel,to\n" + list
                let taken = try await desk.run("audiences", "import", "rated", "-", "--format", "csv", input: input)
                #expect(taken.end == .exited(0), "\(taken.errorText)")
                let forecast = try await desk.json("audiences", "forecast", "rated")
                #expect(forecast["total"] == 400)
                #expect(forecast["details"]?[0]?["bound_by"] == "channel_rate")
                let started = ContinuousClock.now
                let sent = try await desk.run("send", "--title", "T", "--body", "B", "rated")
                #expect(sent.text.contains("to 400 destinations"))
                let records = try await desk.hub.settled("channel=hooks", count: 400, within: .seconds(60))
                print("forecast \(forecast["duration_seconds"]?.text ?? "") s, took \(started.duration(to: .now))")
                #expect(records.count == 400)
                #expect(records.allSatisfy { $0["state"] == "delivered" })
            }
        }

        @Test func `each reader is told his own, and who has nothing of his own the default`() async throws {
            try await Desk.open { desk in
                let list =
                    "channel,to,reader.name\nhooks,\(desk.sink.url("/ada")),Ada *L.*\nhooks,\(desk.sink.url("/bo")),\n"
                let taken = try await desk.run("audiences", "import", "people", "-", "--format", "csv", input: list)
                #expect(taken.end == .exited(0), "\(taken.errorText)")
                let body = "Dear {{reader.name|reader}}."
                let sent = try await desk.run("send", "--title", "Hello", "--body", body, "people")
                #expect(sent.end == .exited(0), "\(sent.errorText)")
                _ = try await desk.hub.settled("channel=hooks", count: 2)
                let ada = await desk.sink.requests(atLeast: 1, path: "/ada", within: .seconds(20))
                let bo = await desk.sink.requests(atLeast: 1, path: "/bo", within: .seconds(20))
                #expect(ada.first?.text.contains("Dear Ada") == true, "\(ada.first?.text ?? "")")
                #expect(bo.first?.text.contains("Dear reader.") == true)
                #expect(bo.first?.text.contains("Ada") == false)
            }
        }
    }
}

/// A hub, a receiver of webhooks, and someone at a terminal with an admin's token.
private struct Desk {
    let stage: Stage
    let hub: HubProcess
    let sink: HTTPSink

    var site: HubSite { hub.site }

    static func open(rate: String = "", _ work: (Desk) async throws -> Void) async throws {
        try await Stage.play { stage in
            let sink = try await stage.sink()
            let hub = try await stage.hub(
                HubSite(
                    in: stage.folder,
                    port: FreePort.find(),
                    channels: Section.hooks(more: rate),
                    audiences: Section.audience("partners", [("hooks", sink.url("/one"))])
                )
            )
            try await work(Desk(stage: stage, hub: hub, sink: sink))
        }
    }

    func run(_ arguments: String..., input: String = "") async throws -> CommandResult {
        try await stage.belfry(
            arguments,
            environment: ["BELFRY_URL": site.url, "BELFRY_TOKEN": HubSite.token],
            input: input,
            within: .seconds(300)
        )
    }

    /// What a command prints with `--json`.
    func json(_ arguments: String...) async throws -> JSON {
        let result = try await stage.belfry(
            arguments + ["--json"],
            environment: ["BELFRY_URL": site.url, "BELFRY_TOKEN": HubSite.token],
            within: .seconds(300)
        )
        try #require(result.end == .exited(0), "\(result.errorText)")
        return try #require(result.json, "\(result.text)")
    }
}
