// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The messages that a provider keeps, for dialects: written, changed, answered to and looked up.
///
/// Bounded: past 10,000 the oldest are forgotten.
package final class PostBook: Sendable {
    private struct State {
        var posts: [ProviderPost] = []
        var last = 0
    }

    private static let capacity = 10_000
    private let state = Mutex(State())

    package init() {}

    package var posts: [ProviderPost] { state.withLock { $0.posts } }

    /// Adds a message; `make` is given its number, from 1, to make the provider's id of.
    @discardableResult
    package func add(_ make: (Int) -> ProviderPost) -> ProviderPost {
        state.withLock { state in
            state.last += 1
            let post = make(state.last)
            if state.posts.count == Self.capacity { state.posts.removeFirst() }
            state.posts.append(post)
            return post
        }
    }

    package subscript(_ id: String) -> ProviderPost? { state.withLock { $0.posts.first { $0.id == id } } }

    /// Changes a message.
    ///
    /// - Returns: it as it is then; nil where there is none of that id.
    package func edit(_ id: String, _ text: String) -> ProviderPost? {
        state.withLock { state in
            guard let place = state.posts.firstIndex(where: { $0.id == id }) else { return nil }
            state.posts[place].text = text
            state.posts[place].edits += 1
            return state.posts[place]
        }
    }

    /// - Returns: whether there was one.
    @discardableResult
    package func remove(_ id: String) -> Bool {
        state.withLock { state in
            guard let place = state.posts.firstIndex(where: { $0.id == id }) else { return false }
            state.posts.remove(at: place)
            return true
        }
    }

    package func forget() { state.withLock { $0.posts = [] } }
}
