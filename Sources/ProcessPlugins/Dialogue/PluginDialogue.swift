// SPDX-License-Identifier: Apache-2.0

/// What was asked of a child and what it has answered: ids, the queue towards its input, the lines from its output.
///
/// A pure value: it neither reads nor writes, and knows no time.
package struct PluginDialogue {
    /// How far a request has got.
    package enum Stage: Hashable, Sendable {
        /// Not one byte of it has gone into the pipe: the child cannot have acted on it.
        case queued
        /// At least some of it has.
        case written
    }

    /// Bytes that may wait for a child that does not read.
    package static let longestQueue = 4 << 20

    private struct Line {
        let id: Int
        let bytes: [UInt8]
    }

    private var lastID = 0
    private var open: [Int: Stage] = [:]
    /// Requests that nobody waits for any more, and that may still be answered.
    private var abandoned: Set<Int> = []
    private var outgoing: [Line] = []
    private var queuedBytes = 0
    /// How much of the first line has been written.
    private var position = 0
    private var incoming = LineBuffer(longest: ProtocolLine.longest, excess: .refused)

    package init() {}

    /// An id that was not used before.
    package mutating func nextID() -> Int {
        lastID += 1
        return lastID
    }

    /// Puts a request into the queue.
    ///
    /// - Returns: false where so much waits already that the child has evidently stopped reading.
    package mutating func queue(_ bytes: [UInt8], id: Int) -> Bool {
        guard queuedBytes + bytes.count <= Self.longestQueue else { return false }
        queuedBytes += bytes.count
        outgoing.append(Line(id: id, bytes: bytes))
        open[id] = .queued
        return true
    }

    /// What to write next; empty where nothing waits.
    package var pending: ArraySlice<UInt8> { outgoing.first.map { $0.bytes[position...] } ?? [] }

    /// Takes note of how much of ``pending`` has gone into the pipe.
    package mutating func wrote(_ count: Int) {
        guard count > 0, let first = outgoing.first else { return }
        position += count
        queuedBytes -= count
        if open[first.id] != nil { open[first.id] = .written }
        guard position >= first.bytes.count else { return }
        outgoing.removeFirst()
        position = 0
    }

    /// Nobody waits for the answer any more: takes the request out of the queue where it still stands there.
    ///
    /// - Returns: how far it had got; nil where it was answered already.
    package mutating func withdraw(_ id: Int) -> Stage? {
        guard let stage = open.removeValue(forKey: id) else { return nil }
        switch stage {
        case .written: abandoned.insert(id)
        case .queued:
            guard let index = outgoing.firstIndex(where: { $0.id == id }) else { break }
            queuedBytes -= outgoing[index].bytes.count
            outgoing.remove(at: index)
        }
        return stage
    }

    /// The answers that are complete with these bytes, but for those that nobody waits for.
    ///
    /// - Throws: what breaks the protocol; answers before it in the same bytes are lost with it.
    package mutating func received(_ bytes: some Collection<UInt8>) throws(Violation) -> [PluginAnswer] {
        var answers: [PluginAnswer] = []
        for line in try incoming.add(bytes) {
            let answer = try ProtocolLine.answer(line)
            if abandoned.remove(answer.id) != nil { continue }
            guard open[answer.id] == .written else {
                throw (1...max(1, lastID)).contains(answer.id) && open[answer.id] == nil ? .answeredTwice : .neverAsked
            }
            open[answer.id] = nil
            answers.append(answer)
        }
        return answers
    }

    /// How far a request has got; nil where it is not open.
    package func stage(of id: Int) -> Stage? { open[id] }
}
