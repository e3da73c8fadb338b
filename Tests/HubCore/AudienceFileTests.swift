// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Testing

struct AudienceFileTests {
    private let folder: TemporaryFolder
    private let channels: Set<ChannelName> = [.sample("mail"), .sample("hooks")]

    init() throws { folder = try TemporaryFolder() }

    private func read(_ text: String) throws -> [AudienceFile.Line] {
        var file = try AudienceFile(path: folder.write(text, to: "people.csv"), channels: channels)
        var lines: [AudienceFile.Line] = []
        while let line = try file.next() { lines.append(line) }
        return lines
    }

    @Test func `a line is a destination, with its columns in any order`() throws {
        let lines = try read(
            "locale,to,tags,secret,channel\nde-at,ada@example.com,vip;early,env:KEY,mail\n,x,,,hooks\n"
        )
        #expect(
            try lines.map { try $0.get() } == [
                Destination(
                    channel: .sample("mail"),
                    address: "ada@example.com",
                    locale: LocaleTag("de-AT"),
                    tags: ["vip", "early"],
                    secret: SecretReference("env:KEY")
                ),
                Destination(channel: .sample("hooks"), address: "x"),
            ]
        )
    }

    @Test func `a short line leaves its last columns out`() throws {
        let lines = try read("channel,to,locale,tags,secret\nmail,a@example.com\n")
        #expect(try lines.first?.get() == Destination(channel: .sample("mail"), address: "a@example.com"))
    }

    @Test(arguments: [
        ("", "must name at least"), ("channel\n", "must name at least"), ("to,locale\n", "must name at least"),
        ("channel,to,phone\n", "“phone” is not known"), ("mail,ada@example.com\n", "“mail” is not known"),
        ("Channel,to\n", "“Channel” is not known"),
    ])
    func `a file whose first line is no header of ours is refused as a whole`(text: String, words: String) throws {
        let fault = try #require(throws: Fault.self) { try read(text) }
        #expect(fault.code == .audienceInvalid)
        #expect(fault.message.contains(words))
        #expect(fault.context["where"] == "\(folder.path)/people.csv:1")
    }

    @Test(arguments: [
        ("sms,x", "“sms” is not a configured channel."), (",x", "“” is not a configured channel."),
        ("MAIL,x", "“MAIL” is not a configured channel."), ("mail,", "The line names no address."),
        ("mail", "The line names no address."), ("mail,x,english language", "The locale is not a language tag"),
        ("mail,x,,,hunter2", "A secret is given by reference only"), ("mail,x,,,,more", "more fields than the header"),
    ])
    func `a line that is no destination is set aside with its number, and the others go on`(
        line: String,
        words: String
    ) throws {
        let lines = try read("channel,to,locale,tags,secret\nmail,a@example.com\n\n\(line)\nmail,b@example.com\n")
        try #require(lines.count == 3)
        #expect(throws: Never.self) { try lines[0].get() }
        #expect(throws: Never.self) { try lines[2].get() }
        let fault = try #require(throws: Fault.self) { try lines[1].get() }
        #expect(fault.code == .audienceInvalid)
        #expect(fault.message.contains(words), "\(fault.message)")
        #expect(fault.context["where"] == "\(folder.path)/people.csv:4")
        #expect(!"\(fault) \(fault.suggestedAction ?? "")".contains("hunter2"))
    }

    @Test func `a large file is read line by line`() throws {
        var text = "channel,to,tags\n"
        for number in 0..<100_000 { text += "mail,reader-\(number)@example.com,\"a;b\"\n" }
        var file = try AudienceFile(path: folder.write(text, to: "large.csv"), channels: channels)
        var count = 0
        var last: Destination?
        while let line = try file.next() {
            last = try line.get()
            count += 1
        }
        #expect(count == 100_000)
        #expect(last?.address == "reader-99999@example.com")
    }
}
