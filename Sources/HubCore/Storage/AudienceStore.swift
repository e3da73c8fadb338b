// SPDX-License-Identifier: Apache-2.0

package import Announcement

package protocol AudienceReading {
    /// All audiences with their sizes, by name.
    func audiences() throws(Fault) -> [AudienceSummary]

    func audience(_ name: AudienceName) throws(Fault) -> AudienceSummary?

    /// A page of its destinations in a stable order, starting behind `cursor`, the position of the last one read.
    func destinations(
        of audience: AudienceName,
        after cursor: Int64,
        limit: Int
    ) throws(Fault) -> (destinations: [Destination], cursor: Int64?)

    /// The first `limit` addresses that it has on one channel; none where there is no such audience.
    func addresses(on channel: ChannelName, in audience: AudienceName, limit: Int) throws(Fault) -> [String]
}

package protocol AudienceWriting {
    /// Makes the audience if need be and adds or refreshes destinations, marking them as seen in `generation`.
    ///
    /// A destination is one address on one channel, shared by all audiences that hold it.
    func upsert(_ destinations: [Destination], in audience: AudienceName, generation: Int64) throws(Fault)

    /// Ends a refresh: destinations not seen in `generation` leave the audience, and `digest` is kept for the next
    /// comparison.
    func finishRefresh(of audience: AudienceName, generation: Int64, digest: String) throws(Fault)

    /// Excludes an address from every future message, or takes it in again.
    ///
    /// - Returns: whether there is such a destination.
    func setUnsubscribed(_ isUnsubscribed: Bool, channel: ChannelName, address: String) throws(Fault) -> Bool
}

package struct AudienceSummary: Codable, Hashable, Sendable {
    package var name: AudienceName
    package var size: Int
    /// How many destinations on each channel.
    package var channels: [ChannelName: Int]
    /// What the audience was last refreshed from.
    package var digest: String?

    package init(name: AudienceName, size: Int, channels: [ChannelName: Int], digest: String? = nil) {
        self.name = name
        self.size = size
        self.channels = channels
        self.digest = digest
    }
}
