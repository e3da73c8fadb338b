// SPDX-License-Identifier: Apache-2.0

import Announcement
import Synchronization

/// Texts that wait to be published on Threads: each once, and for a day at the most.
final class ThreadsContainers: Sendable {
    struct Draft: Hashable, Sendable {
        let text: String
        let parent: String?
        let ready: Timestamp
        let end: Timestamp
        var isPublished = false
    }

    private struct State {
        var last = 0
        var drafts: [String: Draft] = [:]
    }

    /// Past so many, those that have ended are forgotten.
    private static let most = 10_000
    private let readyAfter: Duration
    private let state = Mutex(State())

    init(readyAfter: Duration) { self.readyAfter = readyAfter }

    /// - Returns: the container's number.
    func add(_ text: String, below parent: String?, at now: Timestamp) -> String {
        let draft = Draft(text: text, parent: parent, ready: now + readyAfter, end: now + .seconds(86_400))
        return state.withLock { state in
            state.last += 1
            if state.drafts.count > Self.most { state.drafts = state.drafts.filter { $0.value.end > now } }
            let id = "\(17_900_000_000_000_000 + state.last)"
            state.drafts[id] = draft
            return id
        }
    }

    /// What may be published now.
    func draft(_ id: String, at now: Timestamp) -> Draft? {
        guard let draft = state.withLock({ $0.drafts[id] }), !draft.isPublished, now >= draft.ready, now < draft.end
        else { return nil }
        return draft
    }

    /// - Returns: whether nobody was faster.
    func publish(_ id: String) -> Bool {
        state.withLock { state in
            guard state.drafts[id]?.isPublished == false else { return false }
            state.drafts[id]?.isPublished = true
            return true
        }
    }

    /// In Threads' words; nil where there is no such container.
    func state(of id: String, at now: Timestamp) -> String? {
        guard let draft = state.withLock({ $0.drafts[id] }) else { return nil }
        if draft.isPublished { return "PUBLISHED" }
        return now < draft.ready ? "IN_PROGRESS" : now < draft.end ? "FINISHED" : "EXPIRED"
    }

    func forget() { state.withLock { $0.drafts = [:] } }
}
