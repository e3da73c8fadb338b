// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import FoundationEssentials

/// The body of a request: Zulip takes forms, no JSON.
struct ZulipForm {
    private let fields: [(String, String)]

    /// A new message; `topic` counts for channels alone.
    init(posting content: String, to target: ZulipTarget, topic: ZulipTopic) throws {
        switch target {
        case .channel(let name, _):
            // The older word for a channel, which every server knows.
            self.fields = [("type", "stream"), ("to", name), ("topic", topic.text), ("content", content)]
        case .person(let address):
            let list = String(decoding: try JSONEncoder().encode([address]), as: UTF8.self)
            self.fields = [("type", "direct"), ("to", list), ("content", content)]
        }
    }

    /// Other words for a message.
    init(editingTo content: String) { self.fields = [("content", content)] }

    var body: [UInt8] { PercentEncoding.form(fields) }
}
