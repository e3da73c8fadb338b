// SPDX-License-Identifier: Apache-2.0

/// What one thread does, turn after turn: a ``WireDriver`` owns the thread and hands it its commands.
protocol WireLoop: AnyObject, SendableMetatype {
    associatedtype Command: Sendable

    func obey(_ command: Command)

    /// Moves everything on as far as it goes.
    ///
    /// - Parameter waits: whether to wait until there is something to do.
    /// - Returns: whether there was.
    func turn(waits: Bool) -> Bool

    /// Gives up whatever is under way.
    func endAll()
}
