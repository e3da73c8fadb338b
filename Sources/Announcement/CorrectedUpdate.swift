// SPDX-License-Identifier: Apache-2.0

/// The earlier update of the same incident that an update puts right.
public struct CorrectedUpdate: Codable, Hashable, Sendable {
    public var update: Identifier<UpdateSubject>
    /// Its place among the incident's updates, as readers count them.
    public var sequence: Int

    public init(update: Identifier<UpdateSubject>, sequence: Int) {
        self.update = update
        self.sequence = sequence
    }
}
