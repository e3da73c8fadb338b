// SPDX-License-Identifier: Apache-2.0

/// Why ntfy does not take a message, by its own number.
struct NtfyRefusal: Error, Hashable {
    let status: Int
    let code: Int
    let words: String
    /// Of its documentation.
    let page: String?

    init(_ status: Int, _ code: Int, _ words: String, _ page: String? = nil) {
        self.status = status
        self.code = code
        self.words = words
        self.page = page
    }

    static func invalid(_ code: Int, _ words: String, _ page: String? = nil) -> NtfyRefusal {
        NtfyRefusal(400, code, "invalid request: \(words)", page)
    }

    static var noMessage: NtfyRefusal {
        .invalid(40_017, "request body must be message JSON", "publish/#publish-as-json")
    }
}
