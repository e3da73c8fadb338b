// SPDX-License-Identifier: Apache-2.0

public import Announcement

/// One HTTP exchange at a time, many at once.
public protocol HTTPClient: Sendable {
    /// Sends the request and waits for the whole answer; any status is an answer.
    ///
    /// Follows no redirect, keeps no cookie and uses no proxy of the environment. Cancelling the task closes the
    /// exchange.
    ///
    /// - Throws: a fault of the network: ``FaultCode/connectionRefused``, ``FaultCode/hostUnknown``,
    ///   ``FaultCode/addressBlocked``, ``FaultCode/timedOut`` where the request had not left in full, and
    ///   ``FaultCode/outcomeUnknown`` where it had.
    func execute(_ request: HTTPRequest) async throws(Fault) -> HTTPResponse
}

public struct HTTPRequest: Hashable, Sendable {
    public var method: String
    public var url: String
    /// A carriage return or line feed in a name or value is refused by the client.
    public var headers: [HTTPHeader]
    public var body: [UInt8]
    /// For the whole exchange, name resolution included.
    public var timeout: Duration
    public var connectTimeout: Duration
    /// Whether loopback, private and link-local addresses may be connected to.
    public var allowsPrivateNetworks: Bool
    /// Never reuses a connection: a kept one may have died unseen, and what is sent on it then has an unknown outcome.
    public var usesFreshConnection: Bool
    /// Fails where the server does not speak HTTP/2.
    public var requiresHTTP2: Bool
    /// Bytes of the answer's body that are kept.
    public var responseLimit: Int

    public init(
        method: String = "POST",
        url: String,
        headers: [HTTPHeader] = [],
        body: [UInt8] = [],
        timeout: Duration = .seconds(15),
        connectTimeout: Duration = .seconds(5),
        allowsPrivateNetworks: Bool = false,
        usesFreshConnection: Bool = false,
        requiresHTTP2: Bool = false,
        responseLimit: Int = 16 * 1_024
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.connectTimeout = connectTimeout
        self.allowsPrivateNetworks = allowsPrivateNetworks
        self.usesFreshConnection = usesFreshConnection
        self.requiresHTTP2 = requiresHTTP2
        self.responseLimit = responseLimit
    }
}

public struct HTTPHeader: Hashable, Sendable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// When each phase of an exchange had ended, from its start.
public struct HTTPTimings: Hashable, Sendable {
    public var nameLookup: Duration
    public var connect: Duration
    public var tls: Duration
    public var firstByte: Duration
    public var total: Duration

    public init(
        nameLookup: Duration = .zero,
        connect: Duration = .zero,
        tls: Duration = .zero,
        firstByte: Duration = .zero,
        total: Duration = .zero
    ) {
        self.nameLookup = nameLookup
        self.connect = connect
        self.tls = tls
        self.firstByte = firstByte
        self.total = total
    }
}
