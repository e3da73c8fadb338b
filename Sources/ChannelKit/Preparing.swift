// SPDX-License-Identifier: Apache-2.0

public import Announcement

/// A channel that makes something ready when the hub starts, such as the files that it keeps for readers.
public protocol Preparing: Channel {
    /// Is called once the hub runs, beside the first deliveries; it tells nobody anything.
    ///
    /// - Throws: why it could not be done; deliveries go on all the same.
    func prepare() async throws(Fault)
}
