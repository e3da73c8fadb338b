// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing

@Suite struct TimeLinesTests {
    @Test(
        arguments: [
            ("en", 1.5, "Planned: Sat 21 Nov 2026, 22:00 UTC – 23:30 UTC"),
            ("en", 4, "Planned: Sat 21 Nov 2026, 22:00 UTC – Sun 22 Nov 2026, 02:00 UTC"),
            ("en", 24, "Planned: Sat 21 Nov 2026, 22:00 UTC – Sun 22 Nov 2026, 22:00 UTC"),
            ("en", nil, "Planned: Sat 21 Nov 2026, 22:00 UTC"), ("en", 0, "Planned: Sat 21 Nov 2026, 22:00 UTC"),
            ("en", -1, "Planned: Sat 21 Nov 2026, 22:00 UTC"),
            ("fr", 1.5, "Planned: Sat 21 Nov 2026, 22:00 UTC – 23:30 UTC"),
            ("de", 1.5, "Geplant: Sa., 21. Nov. 2026, 22:00 UTC – 23:30 UTC"),
            ("de", 4, "Geplant: Sa., 21. Nov. 2026, 22:00 UTC – So., 22. Nov. 2026, 02:00 UTC"),
            ("de", nil, "Geplant: Sa., 21. Nov. 2026, 22:00 UTC"),
            ("ar", 1.5, "الموعد المخطط له: من السبت 21 نوفمبر 2026، 22:00 UTC إلى 23:30 UTC"),
            ("ar", 4, "الموعد المخطط له: من السبت 21 نوفمبر 2026، 22:00 UTC إلى الأحد 22 نوفمبر 2026، 02:00 UTC"),
            ("ar", nil, "الموعد المخطط له: السبت 21 نوفمبر 2026، 22:00 UTC"),
        ] as [(String, Double?, String)]
    )
    func `planned work is told in one line, with its days`(locale: String, hours: Double?, line: String) {
        let times = TimeLines(.plannedSample(hours: hours, locale: locale))
        #expect(times.planned == line)
        #expect(times.lines.first == line && times.lines.count == 2)
    }

    @Test(arguments: Phase.allCases)
    func `planned times are told until the work is over, and of planned work alone`(_ phase: Phase) {
        let told: Set<Phase> = [.scheduled, .inProgress, .verifying]
        #expect((TimeLines(.plannedSample(phase)).planned != nil) == told.contains(phase))
        var message = Message.plannedSample(phase)
        message.facts.scheduledFor = nil
        #expect(TimeLines(message).planned == nil)
        message.facts.phase = nil
        #expect(TimeLines(message).planned == nil)
    }

    @Test(arguments: [
        (Phase.investigating, true), (.monitoring, true), (.scheduled, true), (.inProgress, true),
        (.resolved, false), (.postmortem, false), (.completed, false),
    ])
    func `the next update is told while readers wait for it`(_ phase: Phase, _ isAwaited: Bool) {
        var message = Message.sample(phase: phase, severity: .sev2)
        let moment = Timestamp(milliseconds: 1_795_269_900_000)
        message.facts.nextUpdateAt = moment
        message.sections = [Section(.impact, "Nobody can pay.")]
        let line = "Next update: Sat 21 Nov 2026, 14:05 UTC"
        #expect(message.awaitedUpdate == (isAwaited ? moment : nil))
        #expect(MarkedMessage(message).timeLines == (isAwaited ? [line] : []))
        message.sections = [Section(.nextUpdate, "At five.")]
        #expect(MarkedMessage(message).timeLines.isEmpty)
    }

    @Test func `where a passage tells of the next update, planned times are told all the same`() {
        let message = Message.plannedSample(sections: [Section(.nextUpdate, "At five.")])
        #expect(MarkedMessage(message).timeLines == ["Planned: Sat 21 Nov 2026, 22:00 UTC – 23:30 UTC"])
    }

    @Test(arguments: [(200, 2), (87, 2), (86, 1), (47, 1), (46, 0), (0, 0)])
    func `where there is little room, the times of planned work are told first`(room: Int, count: Int) {
        let all = TimeLines(.plannedSample())
        let some = all.fitting { $0.lines.joined(separator: "\n").count <= room }
        #expect(some.lines == Array(all.lines.prefix(count)))
    }

    @Test(arguments: [(200, 2), (86, 1), (47, 1), (46, 0)])
    func `the next update is told only beside the beginning of the text`(room: Int, count: Int) {
        let message = Message.plannedSample()
        let some = message.timeLines { marked, times in
            marked.length + times.lines.joined(separator: "\n").count <= room
        }
        #expect(some.lines == Array(TimeLines(message).lines.prefix(count)))
        #expect(Message.sample(phase: .resolved).timeLines { _, _ in false }.lines.isEmpty)
    }

    @Test(arguments: ["en", "de", "ar"])
    func `both lines are bounded, whatever the message`(locale: String) {
        for hostile in HostileMessages.all {
            var message = hostile.message
            message.locale = LocaleTag(locale) ?? .english
            #expect(TimeLines(message).lines.allSatisfy { $0.count <= 110 && $0.utf8.count <= 200 })
        }
    }

    @Test func `a chat text and a notification end in the times`() {
        let marked = MarkedMessage(.plannedSample())
        let lines = "Planned: Sat 21 Nov 2026, 22:00 UTC – 23:30 UTC\nNext update: Sat 21 Nov 2026, 14:25 UTC"
        #expect(marked.notificationText(componentBytes: 100).hasSuffix("checkout, payments\n\(lines)"))
        let head = ChatHead(marked.message, title: TextLimit(90, .bytes), components: TextLimit(90, .bytes))
        #expect(
            marked.chatText(in: PlainDialect(), head: head, link: "https://a.example")
                .hasSuffix("\n\n\(lines)\nhttps://a.example")
        )
        #expect(marked.post(below: "Head") { _ in "" }.last == lines)
    }
}
