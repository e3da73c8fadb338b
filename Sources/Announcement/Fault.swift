// SPDX-License-Identifier: Apache-2.0

/// The structured error: the same object in the API, the command line, the log, the console and every webhook.
///
/// What can be done about a fault follows from its ``FaultCode``, so that no author can contradict it: whether it
/// is transient, what class the delivery engine acts on, and the page that explains it. It never carries a secret,
/// a recipient's address or an unbounded text.
public struct Fault: Error, Hashable, Sendable {
    public let code: FaultCode
    /// One sentence for people: what is wrong, in this case.
    public let message: String
    /// How long to wait before the same thing may succeed, where that is known.
    public var retryAfter: Duration?
    /// What to do about it, in this case; where nil, the catalogue's advice for the code applies.
    public var suggestedAction: String?
    /// Named particulars, such as `where` (a JSON pointer or `file:line:column`), `http_status`, `smtp_code`.
    public private(set) var context: [String: String]
    public var traceID: String?
    public var at: Timestamp?

    /// Here `message` is cut to 500 characters.
    public init(
        _ code: FaultCode,
        _ message: String,
        retryAfter: Duration? = nil,
        suggestedAction: String? = nil,
        context: [String: String] = [:]
    ) {
        self.code = code
        self.message = String(message.prefix(500))
        self.retryAfter = retryAfter
        self.suggestedAction = suggestedAction
        self.context = context.mapValues { String($0.prefix(500)) }
    }

    /// The same fault with one more particular.
    public func with(_ key: String, _ value: String) -> Fault {
        var copy = self
        copy.context[key] = String(value.prefix(500))
        return copy
    }

    public var errorType: String { code.errorType }
    public var isTransient: Bool { code.faultClass.isTransient }
    public var scope: FaultScope { code.faultClass.scope }
    public var cause: FaultCause { code.cause }
    /// The page about the code, below the hub's own address.
    public var kbPath: String { "/kb/\(code.rawValue)" }
}

extension Fault: CustomStringConvertible {
    public var description: String { "\(code.rawValue) \(errorType): \(message)" }
}

/// What the engine does about a fault (the classes of the error tables).
public enum FaultClass: String, Codable, Hashable, Sendable, CaseIterable {
    /// Try again with backoff.
    case transient
    /// Pause the whole bucket until the stated time; costs no attempt of the schedule.
    case rateLimited = "rate_limited"
    /// This address is dead: never retry.
    case permanentDestination = "permanent_destination"
    /// This payload will never be accepted here; the address is well.
    case permanentMessage = "permanent_message"
    /// Our credentials or settings are wrong: the whole channel stops.
    case configuration
    /// It may have arrived: the channel's policy for `unknown` decides.
    case unknown
    /// Our own outage (resolver, sockets, disk): not charged to the destination.
    case local
    /// The request itself was wrong; nothing was accepted.
    case request

    public var isTransient: Bool {
        switch self {
        case .transient, .rateLimited, .unknown, .local: true
        case .permanentDestination, .permanentMessage, .configuration, .request: false
        }
    }

    var scope: FaultScope {
        switch self {
        case .transient, .permanentDestination, .unknown: .target
        case .rateLimited, .configuration: .channel
        case .local: .hub
        case .permanentMessage, .request: .message
        }
    }
}

/// How far a fault reaches.
public enum FaultScope: String, Codable, Hashable, Sendable { case target, channel, hub, message }

/// Where a fault comes from.
public enum FaultCause: String, Codable, Hashable, Sendable { case external, data, timeliness, config, `internal` }
