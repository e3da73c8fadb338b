// SPDX-License-Identifier: Apache-2.0

/// An account at Twilio with an API key, a number and a messaging service of its own.
package struct TwilioAccount: Sendable {
    /// `AC…`.
    package let sid: String
    package let token: String
    /// `SK…`.
    package let apiKey: String
    package let apiSecret: String
    package let number: String
    /// `MG…`.
    package let messagingService: String

    init(from source: SeededBytes) {
        self.sid = "AC" + source.hex("twilio account", 16)
        self.token = source.hex("twilio token", 16)
        self.apiKey = "SK" + source.hex("twilio key", 16)
        self.apiSecret = source.word("twilio secret", 32)
        self.number = "+15017122661"
        self.messagingService = "MG" + source.hex("twilio service", 16)
    }
}
