// SPDX-License-Identifier: Apache-2.0

import Announcement

extension MastodonDialect {
    func refusal(_ status: Int, _ words: String, _ headers: [SinkHeader] = []) -> SinkAnswer {
        .json(status, headers: headers, ["error": .text(words)])
    }

    /// The reset is a time with microseconds, not a number of seconds.
    func headers(_ reading: WindowLimit.Reading) -> [SinkHeader] {
        [
            SinkHeader("x-ratelimit-limit", "\(reading.limit)"),
            SinkHeader("x-ratelimit-remaining", "\(reading.remaining)"),
            SinkHeader("x-ratelimit-reset", "\(reading.reset.description.dropLast())000Z"),
        ]
    }

    var account: ProviderJSON { ["id": "1", "username": "status", "acct": "status", "display_name": "Status"] }

    var instance: SinkAnswer {
        let statuses: ProviderJSON = [
            "max_characters": ProviderJSON(longest), "characters_reserved_per_url": ProviderJSON(addressLength),
            "max_media_attachments": 4,
        ]
        return .json(
            200,
            [
                "domain": "mastodon.example", "version": "4.5.0", "title": "Stand-in",
                "configuration": ["statuses": statuses],
            ]
        )
    }

    func status(_ post: ProviderPost, _ now: Timestamp) -> ProviderJSON {
        let content = post.text.map { character in
            switch character {
            case "<": "&lt;"
            case ">": "&gt;"
            case "&": "&amp;"
            case "\n": "<br />"
            default: String(character)
            }
        }
        return [
            "id": .text(post.id), "created_at": .text(now.description), "account": account,
            "in_reply_to_id": ProviderJSON(post.parent),
            "visibility": .text(post.note ?? "public"),
            "url": .text("https://mastodon.example/@status/\(post.id)"),
            "uri": .text("https://mastodon.example/users/status/statuses/\(post.id)"),
            "content": .text("<p>\(content.joined())</p>"),
            "edited_at": post.edits > 0 ? .text(now.description) : .null,
        ]
    }
}
