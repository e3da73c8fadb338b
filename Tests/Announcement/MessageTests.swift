// SPDX-License-Identifier: Apache-2.0

import Announcement
import Testing

@Suite struct MessageTests {
    private static func message(
        title: String = "Checkout is failing",
        subject: String? = nil,
        sections: [Section] = [Section(.impact, "Nobody can pay.")],
        components: Int = 1
    ) throws -> Message {
        Message(
            id: try #require(Message.ID("msg_1")),
            title: title,
            subject: subject,
            sections: sections,
            facts: Facts(
                components: try (0..<components).map { try #require(ComponentName("c\($0)")) },
                publishedAt: Timestamp(milliseconds: 0)
            )
        )
    }

    @Test(arguments: [
        "a", "Störung 👩‍👩‍👧‍👦", String(repeating: "👩‍👩‍👧‍👦", count: 255), " padded ", "تعذر الدفع",
    ])
    func `a title of one line is valid`(_ title: String) throws {
        let message = try Self.message(title: title, subject: title)
        #expect(throws: Never.self) { try message.validate() }
    }

    @Test(arguments: [
        ("", FaultCode.schemaInvalid), (" \u{A0}\t", .schemaInvalid), ("a\nb", .schemaInvalid),
        ("a\r\nBcc: x", .schemaInvalid),
        ("a\u{0}", .schemaInvalid), ("a\u{1B}[31m", .schemaInvalid), ("a\u{85}b", .schemaInvalid),
        (String(repeating: "x", count: 256), .limitExceeded),
    ])
    func `a title that no channel can show is refused, a subject likewise`(_ title: String, _ code: FaultCode) throws {
        let asTitle = try #require(throws: Fault.self) { try Self.message(title: title).validate() }
        #expect(asTitle.code == code && asTitle.context["where"] == "/title")
        let asSubject = try #require(throws: Fault.self) { try Self.message(subject: title).validate() }
        #expect(asSubject.code == code && asSubject.context["where"] == "/subject")
    }

    struct Invalid: Sendable {
        let sections: [Section]
        let code: FaultCode
        let place: String
    }

    @Test(arguments: [
        Invalid(sections: [], code: .schemaInvalid, place: "/sections"),
        Invalid(sections: [Section(.impact, " \n")], code: .schemaInvalid, place: "/sections"),
        Invalid(
            sections: [Section(.impact, "a"), Section(.help, ""), Section(.impact, "b")],
            code: .schemaInvalid,
            place: "/sections/impact"
        ),
        Invalid(
            sections: [Section(.nextUpdate, String(repeating: "é", count: 32_769))],
            code: .limitExceeded,
            place: "/sections/next_update"
        ),
    ])
    func `sections that say nothing, twice or too much are refused`(_ invalid: Invalid) throws {
        let fault = try #require(throws: Fault.self) { try Self.message(sections: invalid.sections).validate() }
        #expect(fault.code == invalid.code && fault.context["where"] == invalid.place)
    }

    @Test func `the longest section and the most components are valid, one more is not`() throws {
        let longest = [Section(.impact, String(repeating: "é", count: 32_768))]
        #expect(throws: Never.self) { try Self.message(sections: longest, components: 100).validate() }
        let fault = try #require(throws: Fault.self) { try Self.message(components: 101).validate() }
        #expect(fault.code == .limitExceeded && fault.context["where"] == "/components")
    }

    @Test func `a section is found by its name`() throws {
        let message = try Self.message(sections: [Section(.impact, "i"), Section(.help, "h")])
        #expect(message[.help] == "h" && message[.workaround] == nil)
        #expect(SectionName.whatHappened < .impact && SectionName.nextUpdate < .help)
    }

    @Test func `a message comes back from JSON`() throws {
        let message = try Self.message(subject: "S")
        #expect(try JSON.read(Message.self, JSON.text(message)) == message)
        #expect(try JSON.text(message).contains(#""sections":[{"markdown":"Nobody can pay.","name":"impact"}]"#))
    }

    @Test func `a correction comes back from JSON, and what was kept before there were any still does`() throws {
        var message = try Self.message()
        let update = try #require(Identifier<UpdateSubject>("upd_2"))
        message.facts.incident = IncidentReference(
            id: try #require(IncidentReference.ID("inc_1")),
            title: "T",
            update: try #require(Identifier<UpdateSubject>("upd_3")),
            sequence: 3,
            corrects: CorrectedUpdate(update: update, sequence: 2)
        )
        let text = try JSON.text(message)
        #expect(text.contains(#""corrects":{"sequence":2,"update":"upd_2"}"#))
        #expect(try JSON.read(Message.self, text) == message)
        let older = text.replacing(#""corrects":{"sequence":2,"update":"upd_2"},"#, with: "")
        #expect(!older.contains("corrects"))
        message.facts.incident?.corrects = nil
        #expect(try JSON.read(Message.self, older) == message)
    }

    @Test func `severities are ordered by urgency`() {
        #expect(Severity.allCases.sorted() == [.sev5, .sev4, .sev3, .sev2, .sev1])
        #expect(Severity.allCases.map(\.impact) == ["critical", "major", "minor", "minor", "none"])
    }

    @Test func `readers wait for more until an end is told`() {
        #expect(Phase.allCases.filter { !$0.isOpen } == [.resolved, .postmortem, .completed])
        #expect(Phase.allCases.filter(\.isMaintenance) == [.scheduled, .inProgress, .verifying, .completed])
    }
}
