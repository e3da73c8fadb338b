// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials

/// The body of `com.atproto.repo.putRecord`: the same bytes at every attempt, under the same key.
struct BlueskyRecord: Encodable {
    struct Reply: Encodable {
        let root: BlueskyReference
        let parent: BlueskyReference
    }

    private struct Content: Encodable {
        let type = "app.bsky.feed.post"
        let text: String
        let facets: [BlueskyPost.Facet]?
        let langs: [String]
        let createdAt: Timestamp
        let reply: Reply?

        private enum CodingKeys: String, CodingKey {
            case type = "$type"
            case text, facets, langs, createdAt, reply
        }
    }

    private let repo: String
    private let collection = "app.bsky.feed.post"
    private let rkey: String
    private let record: Content

    init(_ post: BlueskyPost, number: Int, of delivery: Delivery, by did: String, reply: Reply?) {
        self.repo = did
        self.rkey = RecordKey(delivery, number: number).text
        self.record = Content(
            text: post.text,
            facets: post.facets,
            langs: post.langs,
            createdAt: delivery.acceptedAt + .milliseconds(number),
            reply: reply
        )
    }

    var json: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return Array(try encoder.encode(self))
        }
    }
}
