// SPDX-License-Identifier: Apache-2.0

import Simulator

/// What is said and to whom, how the receivers behave, and when the hub is killed.
///
/// A pure value of its seed. Two runs of the same plan differ only in the machine's pace.
struct CrashPlan: Sendable {
    /// A moment at which a hub is killed: by an event, or by time from an event.
    enum Death: Hashable, Sendable {
        /// So long after the process was begun: before or while it takes over what the last one left.
        case startingUp(Duration)
        /// So long after a statement was sent whose answer is not waited for: nobody knows whether it was accepted.
        case accepting(Duration)
        /// So long after the last acceptance: while the audience is expanded and the first attempts are made.
        case expanding(Duration)
        /// When so many requests more have arrived.
        case afterRequests(Int)
        /// When so many mails more have arrived.
        case afterMails(Int)
        /// So long after SIGTERM.
        case stopping(Duration)
        /// In that write or sync of the database since the first.
        case writing(Int, Interposer.Death)
    }

    /// One run of the process.
    struct Life: Hashable, Sendable {
        /// How many statements are made in it.
        let statements: Int
        let death: Death
    }

    struct Statement: Hashable, Sendable {
        enum Kind: Hashable, Sendable {
            case incident(Int)
            case update(ofIncident: Int)
            case notice
        }

        /// From 1; it stands in the text, so that it can be found on the wire.
        let number: Int
        let kind: Kind
        let audience: String

        /// Words that no other statement contains.
        var mark: String { "Statement \(number)." }

        /// Which statement a text belongs to.
        static func number(in text: String) -> Int? {
            text.split(separator: "Statement ", maxSplits: 1).last.flatMap { Int($0.prefix { $0 != "." }) }
        }
    }

    let seed: UInt64
    let lives: [Life]
    let statements: [Statement]
    /// What each endpoint that is not well answers, one after the other; the last answer repeats.
    let shaky: [[SinkAnswer]]
    /// Destinations of the audience `crowd`, which takes several pages to expand.
    let crowd: Int

    /// Endpoints that always answer 200.
    static let well = 8
    /// Readers whose mail is taken at once.
    static let readers = 5

    init(seed: UInt64) {
        var dice = SeededDice(seed: seed)
        self.seed = seed
        crowd = dice.happens(0.4) ? dice.roll(1_001...1_150) : 0
        statements = Self.statements(crowd: crowd, &dice)
        shaky = (0..<6).map { _ in Self.answers(&dice) }
        var left = statements.count
        lives = (0..<dice.roll(2...4))
            .map { _ in
                let death = Self.death(&dice)
                let wanted = dice.roll(0...4)
                if case .startingUp = death { return Life(statements: 0, death: death) }
                let count = min(left, wanted)
                left -= count
                return Life(statements: count, death: death)
            }
    }

    /// A small incident and one death, at a write.
    init(dyingInOperation number: Int, _ death: Interposer.Death) {
        seed = UInt64(number)
        crowd = 0
        statements = [.incident(0), .update(ofIncident: 0), .notice].enumerated()
            .map { Statement(number: $0 + 1, kind: $1, audience: "everyone") }
        shaky = [[500, 200]]
        lives = [Life(statements: 3, death: .writing(number, death))]
    }

    private static func statements(crowd: Int, _ dice: inout SeededDice) -> [Statement] {
        var kinds: [Statement.Kind] = []
        for incident in 0..<dice.roll(1...3) {
            kinds.append(.incident(incident))
            kinds += Array(repeating: .update(ofIncident: incident), count: dice.roll(1...3))
        }
        kinds += Array(repeating: .notice, count: dice.roll(1...2))
        let loud = crowd > 0 ? dice.roll(1...kinds.count) : 0
        return kinds.enumerated()
            .map { index, kind in
                Statement(number: index + 1, kind: kind, audience: index + 1 == loud ? "crowd" : "everyone")
            }
    }

    /// Mostly answers that pass, never so many bad ones in a row that the schedule ends.
    private static func answers(_ dice: inout SeededDice) -> [SinkAnswer] {
        let troubles: [SinkAnswer] = [
            500, 503, 404, .status(429, retryAfter: 1), .status(503, retryAfter: 1), .hang, .reset, .close, .half,
            .garbage, SinkAnswer.status(200).after(.milliseconds(300)),
        ]
        var answers: [SinkAnswer] = []
        for _ in 0..<dice.roll(3...6) {
            for _ in 0..<dice.roll(0...2) { answers.append(dice.pick(troubles)) }
            answers += [200, 200]
        }
        return answers + [200]
    }

    private static func death(_ dice: inout SeededDice) -> Death {
        switch dice.roll(0...9) {
        case 0, 1: .startingUp(.milliseconds(dice.roll(20...600)))
        case 2: .accepting(.milliseconds(dice.roll(0...25)))
        case 3, 4: .expanding(.milliseconds(dice.roll(0...200)))
        case 5, 6, 7: .afterRequests(dice.roll(1...60))
        case 8: .afterMails(dice.roll(1...8))
        default: .stopping(.milliseconds(dice.roll(0...150)))
        }
    }
}
