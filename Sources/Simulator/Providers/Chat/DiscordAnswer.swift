// SPDX-License-Identifier: Apache-2.0

/// What Discord answers.
enum DiscordAnswer {
    struct Message: Encodable {
        struct Author: Encodable {
            var id: String
            var username = "Belfry"
            var bot = true
        }

        var id: String
        var type = 0
        var content: String
        var channel_id: String
        var webhook_id: String
        var author: Author
        var timestamp: String
        var edited_timestamp: String?
        var mention_everyone: Bool
        var flags: Int
    }

    struct Webhook: Encodable {
        var id: String
        var type = 1
        var name = "Belfry"
        var channel_id: String
        var guild_id = "1100000000000000003"
        var token: String
    }

    struct Limited: Encodable {
        var message = "You are being rate limited."
        /// Seconds, with a fraction.
        var retry_after: Double
        var global = false
    }

    struct Refusal: Encodable {
        var message: String
        var code: Int
    }

    /// A form with one field that is found wrong, named by nested objects.
    struct FormRefusal: Encodable {
        struct Flaw: Encodable {
            var code: String
            var message: String
        }

        private struct Key: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }

            init(_ text: String) { self.stringValue = text }
            init?(stringValue: String) { self.init(stringValue) }
            init?(intValue: Int) { nil }
        }

        var path: [String]
        var flaw: Flaw

        init(_ path: String, _ code: String, _ words: String) {
            self.path = path.split(separator: ".").map(String.init)
            self.flaw = Flaw(code: code, message: words)
        }

        func encode(to encoder: any Encoder) throws {
            var root = encoder.container(keyedBy: Key.self)
            try root.encode(50_035, forKey: Key("code"))
            try root.encode("Invalid Form Body", forKey: Key("message"))
            var place = root.nestedContainer(keyedBy: Key.self, forKey: Key("errors"))
            for part in path { place = place.nestedContainer(keyedBy: Key.self, forKey: Key(part)) }
            try place.encode([flaw], forKey: Key("_errors"))
        }
    }
}
