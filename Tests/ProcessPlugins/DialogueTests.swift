// SPDX-License-Identifier: Apache-2.0

import ProcessPlugins
import Testing

@Suite struct DialogueTests {
    /// A dialogue in which these ids have been asked and written whole.
    private func dialogue(asking ids: Int...) -> PluginDialogue {
        var dialogue = PluginDialogue()
        for _ in ids {
            let id = dialogue.nextID()
            let isQueued = dialogue.queue(Array("{}\n".utf8), id: id)
            #expect(isQueued)
        }
        while !dialogue.pending.isEmpty { dialogue.wrote(dialogue.pending.count) }
        return dialogue
    }

    private static let broken: [(String, Violation)] = [
        ("hello", .notJSON), ("", .notJSON), ("[1]", .notJSON), (#"{"id":"1"}"#, .notJSON), ("{}", .notAnAnswer),
        (#"{"id":1}"#, .notAnAnswer), (#"{"result":{}}"#, .notAnAnswer),
        (#"{"id":1,"result":{},"error":{}}"#, .notAnAnswer), (#"{"id":7,"result":{}}"#, .neverAsked),
        (#"{"id":0,"result":{}}"#, .neverAsked), (#"{"id":-1,"result":{}}"#, .neverAsked),
        ("{\"id\":1,\"result\":{}}\n{\"id\":1,\"result\":{}}", .answeredTwice),
        (String(repeating: " ", count: 1_048_577), .lineTooLong),
    ]

    @Test(arguments: broken)
    func `what breaks the protocol is told apart`(text: String, violation: Violation) {
        var dialogue = dialogue(asking: 1)
        #expect(throws: violation) { try dialogue.received(Array((text + "\n").utf8)) }
    }

    @Test func `answers may come in pieces, several at once and in any order`() throws {
        var dialogue = dialogue(asking: 1, 2, 3)
        let text = #"{"id":2,"result":{"a":1}}"# + "\r\n" + #"{"id":1,"error":{"message":"no"}}"# + "\n" + #"{"id":3,"#
        #expect(try dialogue.received(Array(text.utf8)).map(\.id) == [2, 1])
        #expect(try dialogue.received(Array(#""result":{}}"#.utf8)).isEmpty)
        #expect(try dialogue.received(Array("\n".utf8)).map(\.id) == [3])
    }

    @Test func `a request is written as soon as one byte of it has gone`() {
        var dialogue = PluginDialogue()
        let (first, second) = (dialogue.nextID(), dialogue.nextID())
        for (text, id) in [("first\n", first), ("second\n", second)] {
            let isQueued = dialogue.queue(Array(text.utf8), id: id)
            #expect(isQueued)
        }
        dialogue.wrote(1)
        #expect(dialogue.stage(of: first) == .written)
        #expect(dialogue.stage(of: second) == .queued)
        #expect(String(decoding: dialogue.pending, as: UTF8.self) == "irst\n")
        // What has begun is finished even if nobody waits for it: half a line would break the next.
        #expect(dialogue.withdraw(first) == .written)
        #expect(dialogue.withdraw(second) == .queued)
        dialogue.wrote(5)
        #expect(dialogue.pending.isEmpty)
    }

    @Test func `an answer that nobody waits for any more is passed over once`() throws {
        var dialogue = dialogue(asking: 1)
        #expect(dialogue.withdraw(1) == .written)
        #expect(dialogue.withdraw(1) == nil)
        let answer = Array((#"{"id":1,"result":{}}"# + "\n").utf8)
        #expect(try dialogue.received(answer).isEmpty)
        #expect(throws: Violation.answeredTwice) { try dialogue.received(answer) }
    }

    @Test func `an answer to what has not left yet was never asked`() {
        var dialogue = PluginDialogue()
        let id = dialogue.nextID()
        let isQueued = dialogue.queue(Array("{}\n".utf8), id: id)
        #expect(isQueued)
        #expect(throws: Violation.neverAsked) { try dialogue.received(Array((#"{"id":1,"result":{}}"# + "\n").utf8)) }
    }

    @Test func `the queue takes so much and no more, and as much again once it has been written`() {
        var dialogue = PluginDialogue()
        let line = [UInt8](repeating: 0x20, count: 1 << 20)
        for _ in 0..<4 {
            let id = dialogue.nextID()
            let isQueued = dialogue.queue(line, id: id)
            #expect(isQueued)
        }
        let id = dialogue.nextID()
        let isTooMuchQueued = dialogue.queue([0x20], id: id)
        #expect(!isTooMuchQueued)
        dialogue.wrote(1)
        let isNextQueued = dialogue.queue([0x20], id: id)
        #expect(isNextQueued)
        #expect(dialogue.withdraw(id) == .queued)
        let isQueuedAgain = dialogue.queue([0x20], id: id)
        #expect(isQueuedAgain)
    }

    @Test func `a buffer that cuts keeps the beginning of a long line and loses none after it`() throws {
        var buffer = LineBuffer(longest: 5, excess: .cut)
        let text = "123456789\nabc\n\nde"
        var lines: [[UInt8]] = []
        for byte in text.utf8 { lines += try buffer.add([byte]) }
        #expect(lines.map { String(decoding: $0, as: UTF8.self) } == ["12345", "abc", ""])
        #expect(buffer.remainder == Array("de".utf8))
    }
}
