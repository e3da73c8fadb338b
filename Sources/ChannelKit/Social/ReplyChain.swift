// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// A chain of posts while it is being written, each a reply to the one before: what the next one replies to, and what
/// the receipt says in the end.
///
/// A pure value: the adapter posts, in order, and stops at the first failure.
package struct ReplyChain<Post: Sendable>: Sendable {
    /// What the next post replies to; nil where it stands alone.
    package private(set) var parent: Post?
    /// The first post that was accepted: what the receipt names.
    package private(set) var first: Post?
    /// How many posts are there.
    package private(set) var accepted = 0
    private let count: Int
    private let isRepeatable: Bool
    private var notes: [String] = []
    private var restUntil: Timestamp?

    /// - Parameters:
    ///   - count: how many posts there will be.
    ///   - parent: what the first one replies to.
    ///   - isRepeatable: whether a provider takes a post that it has already for that same one: a chain that broke off
    ///     may then be sent again. Else it is for a person to look at.
    ///   - notes: what the receipt says besides.
    package init(of count: Int, below parent: Post? = nil, isRepeatable: Bool, notes: [String] = []) {
        self.count = count
        self.parent = parent
        self.isRepeatable = isRepeatable
        self.notes = notes
    }

    /// A chain below the incident's first post, where there is one.
    ///
    /// - Parameters:
    ///   - count: how many posts there will be.
    ///   - receipt: that of the incident's first delivery; nil where this is the first, or updates stand alone.
    ///   - isRepeatable: as above.
    ///   - read: reads a receipt's id.
    package init(of count: Int, below receipt: Receipt?, isRepeatable: Bool, read: (String) -> Post?) {
        self.init(of: count, below: receipt?.id.flatMap(read), isRepeatable: isRepeatable)
        if receipt != nil, parent == nil { notes.append("the receipt of the first post cannot be read") }
    }

    /// Whether the next post is the first one and replies to an earlier one.
    package var startsBelow: Bool { accepted == 0 && parent != nil }

    /// The post that the first one was to reply to is gone: what there is to say still has to be said.
    package mutating func startAnew() {
        notes.append("the first post is gone")
        parent = nil
    }

    /// Goes on behind a post that was accepted.
    ///
    /// - Parameters:
    ///   - post: what the answer names; nil where it names none.
    ///   - provider: who took it.
    ///   - moment: before which the provider wants nothing more.
    /// - Throws: what ``broken(by:)`` makes of it, where nobody knows what the next post is to reply to.
    package mutating func accept(_ post: Post?, by provider: String, restUntil moment: Timestamp? = nil) throws(Fault) {
        accepted += 1
        if post == nil {
            guard accepted == count else {
                throw broken(by: Fault(.protocolViolation, "\(provider) took a post and did not say which it is."))
            }
            notes.append("the answer names no post")
        }
        first = first ?? post
        parent = post
        restUntil = moment
    }

    /// What a failure of the next post means for the whole.
    package func broken(by fault: Fault) -> Fault {
        guard accepted > 0 else { return fault }
        return isRepeatable
            ? fault.with("posts_accepted", "\(accepted)") : .brokenChain(after: accepted, of: count, by: fault)
    }

    /// What is kept of the whole chain.
    package func receipt(_ id: (Post) -> String) -> Receipt {
        let all = notes + (count > 1 ? ["\(count) posts"] : [])
        return Receipt(
            id: first.map(id),
            note: all.isEmpty ? nil : all.joined(separator: "; "),
            restUntil: restUntil
        )
    }
}
