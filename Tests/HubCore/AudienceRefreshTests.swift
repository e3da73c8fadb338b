// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import DeliveryEngine
import HubCore
import SQLiteStorage
import Testing

struct AudienceRefreshTests {
    private let folder: TemporaryFolder
    private let storage: SQLiteStore
    private let clock = ManualClock()

    init() throws {
        folder = try TemporaryFolder()
        storage = try SQLiteStore.open(path: folder.path + "/belfry.sqlite")
    }

    private func refresh(
        _ declarations: [AudienceDeclaration],
        channels: ChannelDirectory? = nil
    ) async throws -> AudienceRefresh.Report {
        clock.advance(by: .seconds(60))
        return try await AudienceRefresh(storage: storage, channels: channels ?? .stubs)
            .run(declarations, now: clock.now)
    }

    private func members(_ audience: String = "people") async throws -> [String] {
        let name = AudienceName.sample(audience)
        return
            try await storage.read { reader throws(Fault) in
                try reader.members(of: name, after: 0, limit: 10_000).members.map(\.destination.address)
            }
            .sorted()
    }

    private func people(_ addresses: [String] = [], file: String? = nil) -> AudienceDeclaration {
        let mail = ChannelName.sample("mail")
        return AudienceDeclaration(
            name: .sample("people"),
            destinations: addresses.map { Destination(channel: mail, address: $0) },
            file: file
        )
    }

    @Test func `declared and listed destinations are taken in together`() async throws {
        let file = try folder.write("channel,to\nmail,c@example.com\nhooks,http://h.example\n", to: "p.csv")
        let report = try await refresh([people(["a@example.com"], file: file)])
        #expect(report.refreshed == [.sample("people")])
        #expect(report.destinations == 3)
        #expect(report.problemCount == 0)
        #expect(try await members() == ["a@example.com", "c@example.com", "http://h.example"])
    }

    @Test func `what has not changed is left untouched`() async throws {
        let file = try folder.write("channel,to\nmail,c@example.com\n", to: "p.csv")
        _ = try await refresh([people(["a@example.com"], file: file)])
        let again = try await refresh([people(["a@example.com"], file: file)])
        #expect(again.refreshed.isEmpty)
        #expect(again.destinations == 0)
        #expect(try await members() == ["a@example.com", "c@example.com"])
    }

    @Test func `a changed file is read again, and who is no longer in it leaves`() async throws {
        let file = try folder.write("channel,to\nmail,c@example.com\nmail,d@example.com\n", to: "p.csv")
        _ = try await refresh([people(["a@example.com"], file: file)])
        try folder.write("channel,to\nmail,d@example.com\nmail,e@example.com\n", to: "p.csv")
        #expect(try await refresh([people(["a@example.com"], file: file)]).refreshed.count == 1)
        #expect(try await members() == ["a@example.com", "d@example.com", "e@example.com"])
        let summary = try await storage.read { reader throws(Fault) in try reader.audience(.sample("people")) }
        #expect(summary?.size == 3)
    }

    @Test func `a changed declaration alone refreshes too, others stay as they are`() async throws {
        let other = AudienceDeclaration(name: .sample("other"), destinations: [])
        _ = try await refresh([people(["a@example.com"]), other])
        #expect(try await refresh([people(["b@example.com"]), other]).refreshed == [.sample("people")])
        #expect(try await members() == ["b@example.com"])
        #expect(try await members("other").isEmpty)
    }

    @Test func `bad lines are set aside, the first twenty are told and all are counted`() async throws {
        var text = "channel,to\n"
        for number in 0..<30 { text += "fax,\(number)\nmail,\(number)@example.com\n" }
        let report = try await refresh([people(file: folder.write(text, to: "p.csv"))])
        #expect(report.problemCount == 30)
        #expect(report.problems.count == 20)
        #expect(report.problems.first?.context["where"]?.hasSuffix("p.csv:2") == true)
        #expect(report.problems.last?.context["where"]?.hasSuffix("p.csv:40") == true)
        #expect(report.destinations == 30)
        #expect(try await members().count == 30)
    }

    @Test func `a list longer than a page is taken in whole`() async throws {
        let lines = (0..<2_500).map { "mail,\($0)@example.com\n" }.joined()
        let report = try await refresh([people(file: folder.write("channel,to\n" + lines, to: "p.csv"))])
        #expect(report.destinations == 2_500)
        #expect(try await members().count == 2_500)
    }

    @Test func `a line for a channel that was not there is taken in once the channel is`() async throws {
        let file = try folder.write("channel,to\nmail,c@example.com\nhooks,http://h.example\n", to: "p.csv")
        let all = try ChannelDirectory.stubs
        let mailOnly = ChannelDirectory(all.all.filter { $0.name.text == "mail" })
        #expect(try await refresh([people(file: file)], channels: mailOnly).problemCount == 1)
        #expect(try await members() == ["c@example.com"])
        #expect(try await refresh([people(file: file)], channels: all).problemCount == 0)
        #expect(try await members() == ["c@example.com", "http://h.example"])
    }

    @Test func `a file that cannot be read is a fault, and the audience stays as it was`() async throws {
        let file = try folder.write("channel,to\nmail,c@example.com\n", to: "p.csv")
        _ = try await refresh([people(file: file)])
        let fault = await #expect(throws: Fault.self) { try await refresh([people(file: folder.path + "/none.csv")]) }
        #expect(fault?.code == .audienceInvalid)
        #expect(try await members() == ["c@example.com"])
    }

    @Test func `a quote left open costs its own line, and nobody else leaves`() async throws {
        let good = "channel,to\nmail,c@example.com\nmail,d@example.com\n"
        let file = try folder.write(good, to: "p.csv")
        _ = try await refresh([people(file: file)])
        try folder.write("channel,to\nmail,\"c@example.com\nmail,d@example.com\n", to: "p.csv")
        #expect(try await refresh([people(file: file)]).problemCount == 1)
        #expect(try await members() == ["d@example.com"])
    }

    @Test func `a file whose header is wrong stops the refresh, and nobody leaves`() async throws {
        let file = try folder.write("channel,to\nmail,c@example.com\n", to: "p.csv")
        _ = try await refresh([people(file: file)])
        try folder.write("chanel,to\nmail,c@example.com\n", to: "p.csv")
        await #expect(throws: Fault.self) { try await refresh([people(file: file)]) }
        #expect(try await members() == ["c@example.com"])
    }

    @Test func `an address is kept in one spelling, declared or listed`() async throws {
        let file = try folder.write("channel,to\nmail,ADA@Example.com\nmail,ada@example.com\n", to: "p.csv")
        _ = try await refresh([people(["Ada@EXAMPLE.com"], file: file)])
        #expect(try await members() == ["ada@example.com"])
    }

    @Test func `one reader in two audiences is one destination`() async throws {
        let second = AudienceDeclaration(name: .sample("second"), destinations: people(["a@example.com"]).destinations)
        _ = try await refresh([people(["a@example.com"]), second])
        #expect(try tableCounts(of: folder.path + "/belfry.sqlite")["destination"] == 1)
    }
}
