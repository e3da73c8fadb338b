// SPDX-License-Identifier: Apache-2.0

/// The body of a request.
struct MattermostBody: Encodable {
    private struct Properties: Encodable {
        /// Names of groups in the text call nobody.
        var isGroupHighlightDisabled = true

        private enum CodingKeys: String, CodingKey { case isGroupHighlightDisabled = "disable_group_highlight" }
    }

    /// For a webhook.
    private var text: String?
    /// For the API.
    private var message: String?
    private var channelID: String?
    private var rootID: String?
    private let properties = Properties()

    private enum CodingKeys: String, CodingKey {
        case text, message
        case channelID = "channel_id"
        case rootID = "root_id"
        case properties = "props"
    }

    static func hooked(_ text: String) -> MattermostBody {
        var body = MattermostBody()
        body.text = text
        return body
    }

    /// A post in a channel, below another where there is one.
    static func posted(_ text: String, in channel: String, below root: String? = nil) -> MattermostBody {
        var body = MattermostBody()
        body.message = text
        body.channelID = channel
        body.rootID = root
        return body
    }

    /// What a post is changed to.
    static func changed(_ text: String) -> MattermostBody {
        var body = MattermostBody()
        body.message = text
        return body
    }
}
