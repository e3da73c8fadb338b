// SPDX-License-Identifier: Apache-2.0

public import Announcement

/// One attempt's worth of work, as the adapter sees it: one message on its way to one destination.
public struct Delivery: Sendable, Identifiable {
    /// The ledger's number of a delivery; outside it is written `dlv_…`.
    public struct ID: Hashable, Sendable, Comparable {
        public let rawValue: Int64

        public init(_ rawValue: Int64) { self.rawValue = rawValue }

        public static func < (left: ID, right: ID) -> Bool { left.rawValue < right.rawValue }
    }

    // Optionals are spelled out here: one with a question mark is set to nil before the initializer sets it, and for that
    // the compiler copies all there is in the end, at each attempt.

    public var id: ID
    /// Unique to the delivery over all time and unchanged over its attempts: the idempotency key for providers.
    ///
    /// Letters, digits, `_` and `-` only.
    public var key: String
    /// 1 for the first attempt, rising by one.
    public var attempt: Int
    /// How often a person has had it sent anew; nought for the first sending.
    ///
    /// The key stays the same over generations: the reader may have it already.
    public var generation: Int
    public var message: Message
    public var destination: Destination
    public var rendering: Rendering
    /// The receipt of the incident's first delivery to this destination, where there is one.
    public var thread: Optional<Receipt>
    /// When the hub accepted the message: constant over attempts, so that their bytes can be equal.
    public var acceptedAt: Timestamp
    /// When the attempt must have ended.
    public var deadline: Timestamp
    /// Where the reader can unsubscribe with one click; nil where the destination cannot.
    public var unsubscribeURL: Optional<String>
    /// Where the reader can choose what to hear of; nil where there is nothing to choose.
    public var preferencesURL: Optional<String>
    /// Where the reader can say whether the message helped; nil where nobody asks.
    public var feedbackURL: Optional<String>
    /// What names this delivery in an address to which failures of it are sent, so that nobody else can make one up; nil
    /// where the channel's manifest does not ask for it (``Capability/bounces``).
    ///
    /// At most ``longestBounceToken`` letters and digits, all of them small; still good where a relay makes them capitals.
    public var bounceToken: Optional<String>

    /// The most characters that a ``bounceToken`` has.
    public static let longestBounceToken = 29

    public init(
        id: ID,
        key: String,
        attempt: Int,
        generation: Int = 0,
        message: Message,
        destination: Destination,
        rendering: Rendering,
        thread: Receipt? = nil,
        acceptedAt: Timestamp,
        deadline: Timestamp,
        unsubscribeURL: String? = nil,
        preferencesURL: String? = nil,
        feedbackURL: String? = nil,
        bounceToken: String? = nil
    ) {
        self.id = id
        self.key = key
        self.attempt = attempt
        self.generation = generation
        self.message = message
        self.destination = destination
        self.rendering = rendering
        self.thread = thread
        self.acceptedAt = acceptedAt
        self.deadline = deadline
        self.unsubscribeURL = unsubscribeURL
        self.preferencesURL = preferencesURL
        self.feedbackURL = feedbackURL
        self.bounceToken = bounceToken
    }
}

extension Delivery.ID: CustomStringConvertible, Codable {
    public var description: String { "dlv_\(rawValue)" }

    /// Reads `dlv_42`.
    public init?(_ text: some StringProtocol) {
        guard text.hasPrefix("dlv_"), let number = Int64(text.dropFirst(4)), number > 0 else { return nil }
        self.init(number)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = Delivery.ID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "not a delivery's id, such as dlv_42"
            )
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// A provider's proof that it took a message.
public struct Receipt: Codable, Hashable, Sendable {
    /// The provider's id for what it accepted: a Message-ID, a time stamp, a post's URI.
    ///
    /// Later deliveries of the same incident thread on it or edit it.
    public var id: String?
    /// What the provider answered, for the record: at most 200 characters, never a secret.
    public var note: String?
    /// Before this moment the provider wants nothing more, as it said when it took the message; nil where it said nothing.
    ///
    /// ``RateHeaders`` reads it from an answer. The engine then rests what the manifest's
    /// ``ChannelManifest/throttleScope`` names, for hours at the most. It is acted on at once and not kept: no record and
    /// no JSON has it.
    public var restUntil: Timestamp?

    public init(id: String? = nil, note: String? = nil, restUntil: Timestamp? = nil) {
        self.id = id
        self.note = note.map { $0.utf8.count <= 200 ? $0 : String($0.prefix(200)) }
        self.restUntil = restUntil
    }

    private enum CodingKeys: String, CodingKey { case id, note }
}
