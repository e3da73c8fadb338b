// SPDX-License-Identifier: Apache-2.0

/// What Zulip answers where all is well.
struct ZulipAnswer: Encodable {
    var result = "success"
    var msg = ""
    /// Of a new message.
    var id: Int?
    /// Of the bot, when it asks.
    var user_id: Int?
}

/// What Zulip answers to whom it finds too fast.
struct ZulipLimited: Encodable {
    var result = "error"
    var code = "RATE_LIMIT_HIT"
    var msg = "API usage exceeded rate limit"
    var wait: Double

    private enum CodingKeys: String, CodingKey {
        case result, code, msg
        case wait = "retry-after"
    }

    init(_ wait: Double) { self.wait = wait }
}
