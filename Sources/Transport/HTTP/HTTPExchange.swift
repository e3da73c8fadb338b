// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// One request on its way to the driver, and who waits for its answer.
struct HTTPExchange: Sendable {
    let id: UInt64
    let request: HTTPRequest
    /// Whether the connection is made to a configured proxy, whose address is not the destination's.
    let leadsToProxy: Bool
    let answer: CheckedContinuation<Result<HTTPResponse, Fault>, Never>
}

/// What all exchanges of a client have in common.
struct HTTPSettings: Sendable {
    var proxy: String?
    var userAgent: String
    var caFile: String?
    var connections: Int
}
