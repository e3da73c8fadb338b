// SPDX-License-Identifier: Apache-2.0

/// Why Twilio does not take a request, by its own number.
struct TwilioRefusal: Error, Hashable, Encodable {
    let status: Int
    let code: Int
    let message: String
    let more_info: String

    init(_ status: Int, _ code: Int, _ message: String) {
        self.status = status
        self.code = code
        self.message = message
        self.more_info = "https://www.twilio.com/docs/errors/\(code)"
    }

    static func wrong(_ code: Int, _ message: String) -> TwilioRefusal { TwilioRefusal(400, code, message) }
}
