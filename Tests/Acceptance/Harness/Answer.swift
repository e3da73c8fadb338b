// SPDX-License-Identifier: Apache-2.0

/// What the hub answered.
struct Answer: Sendable {
    let status: Int
    /// Names in lower case.
    let headers: [String: String]
    let body: [UInt8]
    /// Null where the body is none.
    let json: JSON

    init(status: Int, headers: [String: String], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
        self.json = (try? JSON(body)) ?? .null
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    subscript(_ key: String) -> JSON? { json[key] }
}
