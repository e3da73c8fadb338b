// SPDX-License-Identifier: Apache-2.0

import HubCore
import Testing

/// When changed settings are taken up.
struct SettingsWatchTests {
    private static func settings(_ token: String) -> Document {
        Document(.object([Document.Entry(key: "token", value: Document(.string(token)))]))
    }

    private static func sight(_ token: String) -> SettingsWatch.Sight { .settings(settings(token)) }

    private var watch = SettingsWatch(using: settings("old"))

    @Test mutating func `what is in use already is not taken up`() {
        for _ in 0..<100 {
            let isDue = watch.isDue(Self.sight("old"))
            #expect(!isDue)
        }
    }

    @Test mutating func `what is new counts once it was seen twice in a row`() {
        var answers: [Bool] = []
        for token in ["half", "new", "old", "new", "new"] { answers.append(watch.isDue(Self.sight(token))) }
        #expect(answers == [false, false, false, false, true])
        watch.took(Self.settings("new"))
        answers = []
        for token in ["new", "new", "old", "old"] { answers.append(watch.isDue(Self.sight(token))) }
        #expect(answers == [false, false, false, true])
    }

    @Test mutating func `what was refused is tried again when it changes`() {
        let first = [watch.isDue(Self.sight("bad")), watch.isDue(Self.sight("bad"))]
        #expect(first == [false, true])
        watch.refuse(Self.sight("bad"))
        var answers: [Bool] = []
        for token in ["bad", "bad", "good", "good"] { answers.append(watch.isDue(Self.sight(token))) }
        #expect(answers == [false, false, false, true])
    }

    @Test mutating func `what was refused is tried again after a while as it is`() {
        let first = [watch.isDue(.unreadable), watch.isDue(.unreadable)]
        #expect(first == [false, true])
        watch.refuse(.unreadable)
        var looks = 1
        while !watch.isDue(.unreadable), looks < 1_000 { looks += 1 }
        #expect(looks == SettingsWatch.patience)
    }

    @Test mutating func `what was taken back is no longer refused`() {
        _ = watch.isDue(Self.sight("bad"))
        _ = watch.isDue(Self.sight("bad"))
        watch.refuse(Self.sight("bad"))
        var answers: [Bool] = []
        for token in ["old", "bad", "bad"] { answers.append(watch.isDue(Self.sight(token))) }
        #expect(answers == [false, false, true])
    }
}
