// SPDX-License-Identifier: Apache-2.0

/// An error as Meta's Graph API words it: the status says little, the number says what is wrong.
struct GraphRefusal: Hashable, Sendable {
    let code: Int
    let words: String
    var subcode: Int?

    init(_ code: Int, _ words: String, subcode: Int? = nil) {
        self.code = code
        self.words = words
        self.subcode = subcode
    }

    static let noToken = GraphRefusal(104, "An access token is required to request this resource.")
    static let wrongToken = GraphRefusal(190, "Invalid OAuth access token - Cannot parse access token")
    static let expiredToken = GraphRefusal(
        190,
        "Error validating access token: Session has expired.",
        subcode: 463
    )
    static let missing = GraphRefusal(
        100,
        "Unsupported request. Object does not exist, cannot be loaded due to missing permissions, or does not support "
            + "this operation",
        subcode: 33
    )
    /// What was made a moment ago, or more than a day ago, is not found.
    static let noMedia = GraphRefusal(24, "The requested resource does not exist", subcode: 4_279_009)

    /// A parameter that is not as it should be.
    static func parameter(_ words: String) -> GraphRefusal { GraphRefusal(100, "(#100) \(words)") }

    private var kind: String {
        switch (code, subcode) {
        case (100, 33): "GraphMethodException"
        case (100, _): "THApiException"
        default: "OAuthException"
        }
    }

    /// The answer; where Threads gives it, errors of its own have a type of their own.
    func answer(isThreads: Bool = false, headers: [SinkHeader] = []) -> SinkAnswer {
        var content: [String: ProviderJSON] = [
            "message": .text(words), "type": .text(isThreads || kind != "THApiException" ? kind : "OAuthException"),
            "code": ProviderJSON(code), "is_transient": .bool(code == 1 || code == 2), "fbtrace_id": "Asimulated0trace",
        ]
        if let subcode { content["error_subcode"] = ProviderJSON(subcode) }
        if self == .noMedia { content["error_user_title"] = "Media Not Found" }
        return .json(code == 2 ? 500 : 400, headers: headers, ["error": .object(content)])
    }
}
