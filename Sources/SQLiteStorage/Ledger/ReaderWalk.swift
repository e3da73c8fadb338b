// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Goes through destinations in the order of their numbers.
///
/// Those who came together have neighbouring numbers: the next is mostly one step away, and is only looked for where it
/// is not. What was made or changed behind the place where the walk stands is seen when it gets there.
struct ReaderWalk {
    static let query = "SELECT id, \(Reader.columns) FROM destination WHERE id >= ? ORDER BY id"
    /// Where ``Reader/columns`` begin.
    static let readerColumn: Int32 = 1

    private let statement: SQLStatement
    /// The number of the row it stands on: below all of them at the start, above all of them at the end.
    private var place = Int64.min

    /// The statement is ``query``; whoever begins a walk has to ``end()`` it.
    init(_ statement: SQLStatement) {
        self.statement = statement
    }

    /// The row of a destination, nil where there is none; each number at least as high as the one before.
    mutating func row(of number: Int64) throws(Fault) -> SQLColumns? {
        if place != .min, place < number { try step() }
        if place < number {
            statement.reset()
            statement.bind(number)
            try step()
        }
        return place == number ? statement.columns : nil
    }

    func end() { statement.reset() }

    private mutating func step() throws(Fault) {
        place = try statement.step() ? statement.columns.int64(0) : .max
    }
}
