// SPDX-License-Identifier: Apache-2.0

import Crypto
import FoundationEssentials
import Glibc

/// Signs the same post anew for each endpoint, as Standard Webhooks 1.0 asks: with an id and a moment of its own.
struct PostSignature {
    private static let own = ["webhook-id", "webhook-timestamp", "webhook-signature"]

    private let code: HMAC<SHA256>
    private let others: [String]
    private let body: [UInt8]

    /// Here `secret` is `whsec_` with base64.
    init(_ post: WirePost, secret: String) throws {
        guard secret.hasPrefix("whsec_"), let key = Data(base64Encoded: String(secret.dropFirst(6))) else {
            throw NotMeasured("the endpoints' secret is no key.")
        }
        self.code = HMAC(key: SymmetricKey(data: key))
        self.others = post.headers.filter { line in !Self.own.contains(line.prefix { $0 != ":" }.lowercased()) }
        self.body = post.body
    }

    /// The head's lines of the post with this number.
    func headers(_ number: Int) -> [String] {
        let id = "msg_bare-\(number)"
        let moment = time(nil)
        var code = code
        var head = "\(id).\(moment)."
        head.withUTF8 { code.update(data: UnsafeRawBufferPointer($0)) }
        code.update(data: body)
        let signature = Data(code.finalize()).base64EncodedString()
        return others + ["webhook-id: \(id)", "webhook-timestamp: \(moment)", "webhook-signature: v1,\(signature)"]
    }
}
