// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// What `deliver` and `render` tell a plugin.
struct DeliveryParams: Encodable, Sendable {
    struct Address: Encodable, Sendable {
        let to: String
        let locale: LocaleTag?
        let tags: [String]
        /// The destination's own secret, for a plugin that can do with one.
        let secret: String?
    }

    struct Text: Codable, Sendable {
        let format: String
        let title: String?
        let body: String
    }

    /// Unique to the delivery and unchanged over its attempts.
    let delivery: String
    let attempt: Int
    let generation: Int
    let channel: String
    let destination: Address
    let message: PluginMessage
    let rendering: Text
    /// The receipt of the incident's first delivery to the destination.
    let thread: String?
    let deadline: Timestamp
    /// Seconds until then, for programs that read no times.
    let timeout: Double
    let unsubscribeURL: String?
    let bounceToken: String?

    private enum CodingKeys: String, CodingKey {
        case delivery, attempt, generation, channel, destination, message, rendering, thread, deadline, timeout
        case unsubscribeURL = "unsubscribe_url"
        case bounceToken = "bounce_token"
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(delivery, forKey: .delivery)
        try values.encode(attempt, forKey: .attempt)
        try values.encode(generation, forKey: .generation)
        try values.encode(channel, forKey: .channel)
        try values.encode(destination, forKey: .destination)
        try values.encode(message, forKey: .message)
        try values.encode(rendering, forKey: .rendering)
        // Written as null where there is none, so that a plugin finds every key every time.
        try values.encode(thread, forKey: .thread)
        try values.encode(deadline, forKey: .deadline)
        try values.encode(timeout, forKey: .timeout)
        try values.encode(unsubscribeURL, forKey: .unsubscribeURL)
        try values.encode(bounceToken, forKey: .bounceToken)
    }
}

/// What `render` tells a plugin.
struct RenderParams: Encodable, Sendable {
    let destination: DeliveryParams.Address
    let message: PluginMessage
}
