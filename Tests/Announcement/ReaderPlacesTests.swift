// SPDX-License-Identifier: Apache-2.0

import Announcement
import Testing

struct ReaderPlacesTests {
    @Test(
        arguments: [
            ("Hello {{reader.name}}!", "Hello Ada!"), ("{{reader.name|you}}, {{reader.order|none}}", "Ada, none"),
            ("{{reader.order}}", ""), ("{{reader.order|}}", ""), ("{{reader.name}}{{reader.name}}", "AdaAda"),
            ("{{reader.}} {{reader.Name}} {{reader.na me}}", "{{reader.}} {{reader.Name}} {{reader.na me}}"),
            ("{{reader.name", "{{reader.name"), ("{{reader.{{reader.name}}", "{{reader.Ada"), ("{{name}}", "{{name}}"),
            ("{{reader.order|a|b}}", "a|b"), ("{{reader.order|a\nb}}", "{{reader.order|a\nb}}"), ("", ""),
        ] as [(String, String)]
    )
    func `a place is filled by the reader's value, else by its own, and what is none stays`(
        text: String,
        filled: String
    ) {
        #expect(ReaderPlaces(text).filled(with: ["name": "Ada"]) == filled)
    }

    @Test func `a place is written as it is read`() {
        for place in [ReaderPlaces.Place("name", fallback: nil), .init("a-b_1", fallback: "you there")] {
            #expect(ReaderPlaces("x \(place.text) y").places == [place])
        }
    }

    private static func message(_ body: String, title: String = "T", subject: String? = nil) throws -> Message {
        Message(
            id: try #require(Message.ID("msg_1")),
            title: title,
            subject: subject,
            sections: [Section(.whatHappened, body)],
            facts: Facts(publishedAt: Timestamp(milliseconds: 0))
        )
    }

    @Test(arguments: ["Ada\r\nBcc: x@example.com", "a\u{2028}b\u{0}c\u{85}d", "x\n# Heading\n- item"])
    func `a value is one line, in a subject as in a section`(value: String) throws {
        let message =
            try Self.message("Dear {{reader.name}}.", title: "For {{reader.name}}", subject: "{{reader.name}}")
            .addressed(to: ["name": value])
        for text in [message.title, message.subject ?? "", message.sections[0].markdown] {
            #expect(!text.unicodeScalars.contains { $0.value < 0x20 || [0x85, 0x2028, 0x2029].contains($0.value) })
        }
    }

    @Test(arguments: [
        ("[x](https://evil.example)", #"\[x\]\(https\:\/\/evil\.example\)"#), ("*b* _i_ `c`", #"\*b\* \_i\_ \`c\`"#),
        ("<script>&amp;", #"\<script\>\&amp\;"#), ("# 1. - + >", ##"\# 1\. \- \+ \>"##), ("Zoë 王", "Zoë 王"),
        (#"\"#, #"\\"#), ("@everyone", #"\@everyone"#),
    ])
    func `no mark of a value takes effect in a section`(value: String, written: String) throws {
        let message = try Self.message("Dear {{reader.name}}", title: "{{reader.name}}").addressed(to: ["name": value])
        #expect(message.sections[0].markdown == "Dear " + written)
        #expect(message.title == value)
    }

    @Test(arguments: [
        ("[pay]({{reader.name}})", "[pay]()"),
        ("[pay](https://m.example/{{reader.name}})", "[pay](https://m.example/)"),
        ("[a]: {{reader.name}}", "[a]: "), ("[a](https://m.example) {{reader.name}}", "[a](https://m.example) evil"),
        ("[{{reader.name}}](https://m.example)", "[evil](https://m.example)"),
    ])
    func `nobody's value says where a link points`(body: String, written: String) throws {
        #expect(try Self.message(body).addressed(to: ["name": "evil"]).sections[0].markdown == written)
    }

    @Test func `a value that looks like a place fills nothing more`() throws {
        let message = try Self.message("{{reader.a}}", title: "{{reader.a}}")
            .addressed(to: ["a": "{{reader.b}}", "b": "secret"])
        #expect(!message.title.contains("secret"))
        #expect(!message.sections[0].markdown.contains("secret"))
    }

    @Test func `a long value is cut`() throws {
        let message = try Self.message("b", title: "{{reader.a}}")
            .addressed(to: ["a": String(repeating: "é", count: 500)])
        #expect(message.title.count == ReaderPlaces.longestValue)
    }

    @Test func `a message without places stays as it is`() throws {
        let message = try Self.message("Nothing {{here}}", title: "{{reader}}")
        #expect(message.readerPlaces.isEmpty)
        #expect(message.addressed(to: ["name": "Ada"]) == message)
    }
}
