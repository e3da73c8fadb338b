// SPDX-License-Identifier: Apache-2.0

public import Announcement

/// The adapter's only way to the world.
public struct ChannelServices: Sendable {
    /// The configured channel's own name.
    public var channel: ChannelName
    public var http: any HTTPClient
    public var mail: any MailSubmitter
    public var files: any FileStore
    public var secrets: any SecretStore
    public var clock: any HubClock
    /// The hub's address as readers see it, without a slash at its end.
    public var publicURL: String

    public init(
        channel: ChannelName,
        http: any HTTPClient,
        mail: any MailSubmitter,
        files: any FileStore,
        secrets: any SecretStore,
        clock: any HubClock,
        publicURL: String
    ) {
        self.channel = channel
        self.http = http
        self.mail = mail
        self.files = files
        self.secrets = secrets
        self.clock = clock
        self.publicURL = publicURL
    }
}

/// What time it is, and waiting: the real clock, or a test's.
public protocol HubClock: Sendable {
    var now: Timestamp { get }

    /// Returns at `deadline` or soon after; at once if it has passed.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    func sleep(until deadline: Timestamp) async throws

    /// Returns after that span, whatever becomes of the wall clock meanwhile.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    func sleep(for span: Duration) async throws
}

extension HubClock {
    public func sleep(for span: Duration) async throws { try await sleep(until: now + span) }
}

/// Files below a directory that a channel was given.
public protocol FileStore: Sendable {
    /// Replaces a file's content atomically and durably: readers see the old content or the new, whole.
    ///
    /// Calls for the same path follow one another. `transform` is given the present content, nil where there is none;
    /// returning nil leaves the file as it is.
    func update(
        _ path: String,
        _ transform: @Sendable (_ content: [UInt8]?) throws(Fault) -> [UInt8]?
    ) async throws(Fault)

    /// Changes the record at `path`, and the folder of files that follows from it, as one step.
    ///
    /// Calls follow one another, those for the same path at the least. `transform` is given the record's present
    /// content, nil where there is none; returning nil leaves everything as it is.
    ///
    /// Files are replaced in their order, each atomically, and those that hold the same content already are left alone;
    /// then the removed ones go. The record is written last, and only the owner may read it: a step that was cut off
    /// leaves the old one, and is made again in full. Where the store can, a copy compressed with gzip lies beside each
    /// file, with `.gz` after its name, for web servers that hand it out.
    func publish(
        _ path: String,
        _ transform: @Sendable (_ record: [UInt8]?) throws(Fault) -> FileSet?
    ) async throws(Fault)
}

/// Looks up the secrets that configuration and destinations refer to.
public protocol SecretStore: Sendable {
    /// - Throws: ``FaultCode/secretMissing``, naming the reference, never the value.
    func secret(_ reference: SecretReference) throws(Fault) -> Secret
}

/// A value that shows itself only where it is used.
public struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    private let value: String

    public init(_ value: String) { self.value = value }

    /// The value itself, to be used at once and stored nowhere.
    public func reveal() -> String { value }

    public var description: String { "•••" }
    public var debugDescription: String { "•••" }
}

extension Secret: Codable, CustomReflectable {
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the mask: settings can be shown, and never give a secret away.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
