// SPDX-License-Identifier: Apache-2.0

/// The body of a request to Mattermost, by a webhook or by its API.
struct MattermostMessage: Decodable {
    /// Counted, not looked into.
    struct Attachment: Decodable {}

    var text: String?
    var message: String?
    var channel: String?
    var channelID: String?
    var rootID: String?
    var type: String?
    var attachments: [Attachment]?

    private enum CodingKeys: String, CodingKey {
        case text, message, channel, type, attachments
        case channelID = "channel_id"
        case rootID = "root_id"
    }

    func plain(_ text: String) -> String { ChatText.withoutBackslashes(text) }
}

/// Why Mattermost refuses a request.
struct MattermostRefusal: Encodable {
    var id: String
    var message: String
    var request_id = "simulator"
    var status_code: Int
}
