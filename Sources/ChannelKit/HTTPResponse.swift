// SPDX-License-Identifier: Apache-2.0

/// A server's answer, whatever its status.
public struct HTTPResponse: Hashable, Sendable {
    public var status: Int
    private var head: HTTPHead
    /// At most the first ``HTTPRequest/responseLimit`` bytes.
    public var body: [UInt8]
    public var bodyWasCut: Bool
    public var timings: HTTPTimings

    public init(
        status: Int,
        headers: [HTTPHeader] = [],
        body: [UInt8] = [],
        bodyWasCut: Bool = false,
        timings: HTTPTimings = HTTPTimings()
    ) {
        self.init(status: status, head: HTTPHead(headers), body: body, bodyWasCut: bodyWasCut, timings: timings)
    }

    package init(status: Int, head: HTTPHead, body: [UInt8], bodyWasCut: Bool, timings: HTTPTimings) {
        self.status = status
        self.head = head
        self.body = body
        self.bodyWasCut = bodyWasCut
        self.timings = timings
    }

    /// Names in lower case, in the order received; the final answer's only, no 1xx.
    public var headers: [HTTPHeader] {
        get { head.headers }
        set { head = HTTPHead(newValue) }
    }

    /// The first value of a header, its name in lower case.
    public func header(_ name: String) -> String? { head[name] }
}
