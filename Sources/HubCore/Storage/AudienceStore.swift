// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import Outbox

package protocol AudienceReading {
    /// All audiences with their sizes, by name.
    func audiences() throws(Fault) -> [AudienceSummary]

    func audience(_ name: AudienceName) throws(Fault) -> AudienceSummary?

    /// A page of its members in a stable order, starting behind `cursor`, the position of the last one read.
    func members(
        of audience: AudienceName,
        after cursor: Int64,
        limit: Int
    ) throws(Fault) -> (members: [Member], cursor: Int64?)

    /// A page of those whom a message with these facts would go to, each once, chosen as the fan-out chooses them.
    ///
    /// Only the recipients' audiences are gone through, not the destinations named beside them.
    /// - Throws: ``FaultCode/audienceUnknown`` for an audience that does not exist.
    func survey(
        of recipients: Recipients,
        facts: Facts,
        after cursor: Int64,
        limit: Int
    ) throws(Fault) -> SurveyPage

    func destination(channel: ChannelName, address: String) throws(Fault) -> Destination?

    /// The audiences that a destination stands in, by name.
    func memberships(channel: ChannelName, address: String) throws(Fault) -> [Membership]

    /// When the reader behind a destination confirmed that messages are wanted; nil where nobody did.
    func confirmation(channel: ChannelName, address: String) throws(Fault) -> Timestamp?

    /// Why nothing is sent to an address; nil where that is not so.
    func suppression(channel: ChannelName, address: String) throws(Fault) -> Suppression?

    /// A page of the addresses of a channel, or of all, that nothing is sent to, in a stable order.
    func suppressions(
        on channel: ChannelName?,
        after cursor: Int64,
        limit: Int
    ) throws(Fault) -> (suppressed: [SuppressedAddress], cursor: Int64?)

    /// How long mails have come back from an address because its mailbox was full; nil where none has.
    func fullMailbox(channel: ChannelName, address: String) throws(Fault) -> FullMailbox?

    /// The first `limit` addresses that it has on one channel; none where there is no such audience.
    func addresses(on channel: ChannelName, in audience: AudienceName, limit: Int) throws(Fault) -> [String]
}

package protocol AudienceWriting {
    /// Makes the audience if need be and adds or refreshes members.
    ///
    /// A destination is one address on one channel, shared by all audiences that hold it. What a reader has chosen for
    /// himself stays as he chose it.
    func upsert(_ members: [Member], in audience: AudienceName, from origin: MemberOrigin) throws(Fault)

    /// Ends a refresh from the configuration: its members not seen in `generation` leave the audience, and `digest` is
    /// kept for the next comparison.
    func finishRefresh(of audience: AudienceName, generation: Int64, digest: String) throws(Fault)

    /// Ends an import that replaces the ones before: what they brought and this one did not leaves the audience.
    ///
    /// - Returns: how many left.
    func finishImport(of audience: AudienceName, generation: Int64) throws(Fault) -> Int

    /// Takes a destination out of an audience.
    ///
    /// - Returns: whether it was there.
    func remove(channel: ChannelName, address: String, from audience: AudienceName) throws(Fault) -> Bool

    /// Deletes an audience; its destinations are kept, for the audiences and deliveries that they also belong to.
    ///
    /// - Returns: whether there was one.
    func delete(audience: AudienceName) throws(Fault) -> Bool

    /// Keeps a destination that its reader confirmed, and since when.
    func confirm(_ destination: Destination, at moment: Timestamp) throws(Fault)

    /// Keeps what a reader has chosen to hear by an audience; nil to leave it, whoever else names him there.
    func choose(
        _ interest: Interest?,
        in audience: AudienceName,
        channel: ChannelName,
        address: String
    ) throws(Fault)

    /// Excludes an address from every future message and from what still waits for it, or takes it in again (nil).
    ///
    /// Where `isRecorded`, an address that nobody has named yet is kept for this alone. What was kept of a full mailbox is
    /// forgotten.
    /// - Returns: whether there is such a destination now.
    @discardableResult
    func suppress(
        _ suppression: Suppression?,
        channel: ChannelName,
        address: String,
        isRecorded: Bool
    ) throws(Fault) -> Bool

    /// Keeps how long an address's mailbox has been full; nothing where there is no such destination.
    func keep(_ mailbox: FullMailbox, channel: ChannelName, address: String) throws(Fault)

    /// Forgets who is behind a destination: address, details, memberships and choices, and the questions that were asked.
    ///
    /// The records of its deliveries stay, without the address. What still waits for it is withdrawn. When the transaction
    /// is durable, the address is also gone from unused space and, unless a long reading holds that up, from the
    /// storage's logs: see ``QuestionWriting/clearTraces()``.
    /// - Returns: whether there was such a destination.
    func erase(channel: ChannelName, address: String) throws(Fault) -> Bool
}

extension AudienceWriting {
    /// Adds or refreshes destinations that want everything, from the configuration.
    package func upsert(
        _ destinations: [Destination],
        in audience: AudienceName,
        generation: Int64
    ) throws(Fault) {
        try upsert(destinations.map { Member($0) }, in: audience, from: .configuration(generation: generation))
    }
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

/// A part of those whom a message would go to.
package struct SurveyPage: Hashable, Sendable {
    package var destinations: [Destination]
    /// How many members were looked at for the page, by channel.
    package var examined: [ChannelName: Int]
    /// How many of the page are suppressed, and so are not among the destinations.
    package var suppressed: [ChannelName: Int]
    /// Where to go on; nil at the end.
    package var cursor: Int64?

    package init(
        destinations: [Destination] = [],
        examined: [ChannelName: Int] = [:],
        suppressed: [ChannelName: Int] = [:],
        cursor: Int64? = nil
    ) {
        self.destinations = destinations
        self.examined = examined
        self.suppressed = suppressed
        self.cursor = cursor
    }
}
