// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import DeliveryEngine
import HubCore
import Testing

struct MemberListReaderTests {
    private let addresses: ChannelAddresses

    init() throws { addresses = ChannelAddresses(try .stubs) }

    private func read(
        _ text: String,
        as format: ListFormat = .csv,
        pieces: Int = .max
    ) throws -> [MemberListReader.Entry] {
        var reader = MemberListReader(format, addresses: addresses, path: "people.csv")
        var entries: [MemberListReader.Entry] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            entries += try reader.read(Array(rest.prefix(pieces)))
            rest = rest.dropFirst(pieces)
        }
        return entries + (try reader.finish())
    }

    private static let full = Member(
        Destination(
            channel: .sample("mail"),
            address: "ada@example.com",
            locale: LocaleTag("de-AT"),
            tags: ["vip", "early"],
            secret: SecretReference("env:KEY"),
            fallbacks: [Destination(channel: .sample("hooks"), address: "http://h.example/a")],
            person: "customer-7",
            variables: ["name": "Ada, \"the\" first", "order": "=4711"]
        ),
        interest: Interest(components: [.sample("checkout"), .sample("search")], severity: .sev2)
    )

    @Test func `a line of CSV says all that a member can have, its columns in any order`() throws {
        let entries = try read(
            """
            locale,to,tags,secret,channel,person,components,severity,reader.name,reader.order,else
            de-at, ada@example.com ,vip;early,env:KEY,mail,customer-7,checkout; search,sev2,"Ada, ""the"" first",'=4711,\
            "[{""channel"":""hooks"",""to"":""http://h.example/a""}]"
            ,x,,,hooks

            """
        )
        #expect(entries.first == .member(Self.full))
        #expect(entries.last == .member(Member(Destination(channel: .sample("hooks"), address: "x"))))
    }

    @Test func `a line of NDJSON says the same`() throws {
        let entries = try read(
            #"""
            {"channel":"mail","to":"ada@example.com","locale":"de-AT","tags":["vip","early"],"secret":"env:KEY","person":"customer-7","components":["checkout","search"],"severity":"sev2","reader":{"name":"Ada, \"the\" first"},"reader.order":"=4711","else":[{"channel":"hooks","to":"http://h.example/a"}]}

            {"channel":"hooks","to":"x","person":null}
            """#,
            as: .ndjson
        )
        #expect(
            entries == [
                .member(Self.full), .member(Member(Destination(channel: .sample("hooks"), address: "x"))),
            ]
        )
    }

    @Test(arguments: [
        "channel;to;locale;tags\nmail;a@example.com;de;\"x;y\"\n",
        "channel\tto\tlocale\ttags\r\nmail\ta@example.com\tde\tx;y",
    ])
    func `semicolons and tabs part the fields as well`(text: String) throws {
        let expected = Destination(
            channel: .sample("mail"),
            address: "a@example.com",
            locale: LocaleTag("de"),
            tags: ["x", "y"]
        )
        #expect(try read(text) == [.member(Member(expected))])
    }

    @Test(arguments: [
        ("", "must name at least"), ("channel\n", "must name at least"), ("to,locale\n", "must name at least"),
        ("channel,to,phone\n", "“phone” is not known"), ("mail,ada@example.com\n", "“mail” is not known"),
        ("Channel,to\n", "“Channel” is not known"), ("channel,to,reader.\n", "“reader.” is not known"),
        ("channel,to,to\n", "twice"), ("channel,\"to\n", "A quote is left open"),
    ])
    func `a list whose first line is no header of ours is refused as a whole`(text: String, words: String) throws {
        let fault = try #require(throws: Fault.self) { try read(text) }
        #expect(fault.code == .audienceInvalid)
        #expect(fault.message.contains(words), "\(fault.message)")
        #expect(fault.context["where"] == "people.csv:1")
    }

    @Test(
        arguments: [
            ("sms,x", .channelUnknown, "channel"), (",x", .channelUnknown, "channel"),
            ("MAIL,x", .channelUnknown, "channel"), ("mail,", .addressMissing, "to"), ("mail", .addressMissing, "to"),
            ("mail,x,english language", .localeInvalid, "locale"), ("mail,x,,,hunter2", .secretWrittenOut, "secret"),
            ("mail,x,,,,sev9", .valueInvalid, "severity"), ("mail,x,,,,,Check Out", .valueInvalid, "components"),
            ("mail,x,,,,,,more", .tooManyFields, nil), ("mail,\"x", .quoteOpen, nil),
            ("mail,nowhere", .addressInvalid, "to"),
        ] as [(String, SetAside.Kind, String?)]
    )
    func `a line that is no member is set aside with its number, column and reason, and the others go on`(
        line: String,
        kind: SetAside.Kind,
        column: String?
    ) throws {
        let text =
            "channel,to,locale,tags,secret,severity,components\nmail,a@example.com\n\n\(line)\nmail,b@example.com\n"
        let entries = try read(text)
        try #require(entries.count == 3)
        guard case .setAside(let setAside) = entries[1] else {
            Issue.record("The line was taken.")
            return
        }
        #expect(setAside.lines == 4...4)
        #expect(setAside.kind == kind)
        #expect(setAside.column == column)
        #expect(!"\(setAside)".contains("hunter2"))
        #expect(setAside.fault(in: "people.csv").context["where"] == "people.csv:4")
    }

    @Test(
        arguments: [
            ("[]", .notJSON), ("{\"channel\":\"mail\"", .notJSON), ("{\"channel\":\"mail\",\"to\":7}", .valueInvalid),
            ("{\"channel\":\"mail\",\"to\":\"x\",\"phone\":\"1\"}", .keyUnknown),
            ("{\"channel\":\"mail\",\"to\":\"x\",\"tags\":\"vip\"}", .valueInvalid),
            ("{\"channel\":\"mail\",\"to\":\"x\",\"reader\":{\"Not A Name\":\"v\"}}", .keyUnknown),
            ("{\"channel\":\"mail\",\"to\":\"x\",\"else\":[{\"channel\":\"fax\",\"to\":\"y\"}]}", .channelUnknown),
            ("{\"channel\":\"mail\",\"to\":\"x\",\"else\":[{\"channel\":\"mail\",\"to\":\"x\"}]}", .valueInvalid),
        ] as [(String, SetAside.Kind)]
    )
    func `an object that is no member is set aside, and the others go on`(line: String, kind: SetAside.Kind) throws {
        let good = "{\"channel\":\"mail\",\"to\":\"a@example.com\"}"
        let entries = try read("\(good)\n\(line)\n\(good)", as: .ndjson)
        try #require(entries.count == 3)
        guard case .setAside(let setAside) = entries[1] else {
            Issue.record("The line was taken.")
            return
        }
        #expect(setAside.kind == kind)
        #expect(setAside.lines == 2...2)
    }

    @Test func `an address is kept as its channel writes it`() throws {
        #expect(
            try read("channel,to\nmail,ADA@Example.com\n")
                == [.member(Member(Destination(channel: .sample("mail"), address: "ada@example.com")))]
        )
    }

    @Test(arguments: 0..<100) func `what is written is read again, in pieces of any size`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let members = (0..<20).map { RandomMember.make($0, using: &random) }
        for format in ListFormat.allCases {
            let writer = MemberListWriter(format, variables: Set(members.flatMap { $0.destination.variables.keys }))
            let text = try members.reduce(writer.header) { try $0 + writer.line(for: $1) }
            let pieces = Int.random(in: 1...200, using: &random)
            #expect(try read(text, as: format, pieces: pieces) == members.map { .member($0) })
        }
    }

    @Test(arguments: [
        "=cmd|' /C calc'!A0", "+49 30 1234", "-1", "@here", "'=x", "'", "''", "plain", "a\nb", "\tx", "\rx", "a;b",
    ])
    func `no field begins like a formula, and each is read as it was`(value: String) throws {
        let field = CSVText.field(value)
        let shown = field.first == "\"" ? field.dropFirst().first : field.first
        #expect(shown.map { !"=+-@\t\r".contains($0) } ?? true)
        var parser = CSVParser()
        let items = parser.read(Array("a,b\n\(field),x\n".utf8)) + parser.finish()
        guard case .record(let record)? = items.last else {
            Issue.record("The record is broken.")
            return
        }
        #expect(record.fields.map { CSVText.plain($0) } == [value, "x"])
    }
}

/// Members with everything that a list can say of them.
enum RandomMember {
    static func make(_ number: Int, using random: inout SeededGenerator) -> Member {
        func word() -> String {
            let letters = Array("abc ;,'\"=+-@\n\té😀|")
            let inner = (0..<Int.random(in: 0...8, using: &random))
                .compactMap { _ in letters.randomElement(using: &random) }
            return "w" + String(inner) + "w"
        }
        func maybe<Value>(_ value: @autoclosure () -> Value) -> Value? { Bool.random(using: &random) ? value() : nil }
        var destination = Destination(channel: .sample("mail"), address: "reader-\(number)@example.com")
        destination.locale = maybe(LocaleTag("pt-BR")) ?? nil
        destination.tags = maybe(["vip", "späť"]) ?? []
        destination.secret = maybe(SecretReference("file:keys/a b")) ?? nil
        destination.person = maybe(word())
        destination.variables = maybe(["name": "=" + word(), "order-no": word()]) ?? [:]
        destination.fallbacks =
            maybe([Destination(channel: .sample("hooks"), address: "http://h.example/\(number)")]) ?? []
        let interests = [
            Interest.everything, .nothing, Interest(components: [.sample("checkout")]), Interest(severity: .sev1),
            Interest(incident: .sample("inc_01")),
        ]
        return Member(destination, interest: interests.randomElement(using: &random) ?? .everything)
    }
}
