// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// Questions whether messages are wanted that nobody answered, with the addresses of which nothing else is known.
///
/// Found on a snapshot and handed back to be forgotten: what has been accepted since is all that has to be looked at then.
package struct UnansweredQuestions: Hashable, Sendable {
    /// Questions and destinations that are forgotten together; the numbers are the storage's own.
    package struct Group: Hashable, Sendable {
        package var questions: Set<Int64>
        package var destinations: Set<Int64>

        package init(questions: Set<Int64>, destinations: Set<Int64>) {
            self.questions = questions
            self.destinations = destinations
        }
    }

    package var groups: [Group]
    /// The last question that was looked at; nil at the end.
    package var cursor: Message.ID?
    /// The last message that was looked at.
    package var horizon: Int64

    package init(groups: [Group] = [], cursor: Message.ID? = nil, horizon: Int64) {
        self.groups = groups
        self.cursor = cursor
        self.horizon = horizon
    }
}
