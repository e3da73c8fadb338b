// SPDX-License-Identifier: Apache-2.0

/// Why Pushover does not take a message.
struct PushoverRefusal: Error {
    let status: Int
    /// The field that is wrong, and in which state it is.
    private let field: String?
    private let state: String
    private let words: String
    let reading: WindowLimit.Reading?

    init(_ status: Int, _ field: String?, _ state: String, _ words: String, _ reading: WindowLimit.Reading? = nil) {
        self.status = status
        self.field = field
        self.state = state
        self.words = words
        self.reading = reading
    }

    static func wrong(_ field: String, _ state: String, _ words: String) -> PushoverRefusal {
        PushoverRefusal(400, field, state, words)
    }

    static var token: PushoverRefusal { .wrong("token", "invalid", "application token is invalid") }

    func body(request id: String) -> ProviderJSON {
        var body: [String: ProviderJSON] = ["errors": [.text(words)], "status": 0, "request": .text(id)]
        if let field { body[field] = .text(state) }
        return .object(body)
    }
}
