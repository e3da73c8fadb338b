// SPDX-License-Identifier: Apache-2.0

/// One of Google's errors, with Firebase's own code among its details.
struct FCMRefusal: Error, Encodable {
    let status: Int
    private let name: String
    private let words: String
    private let details: [ProviderJSON]

    /// - Parameters:
    ///   - status: HTTP's.
    ///   - name: Google's word for it.
    ///   - words: for people.
    ///   - code: Firebase's own code.
    ///   - field: what is malformed, by its path.
    ///   - quota: which quota is used up, in words.
    init(
        _ status: Int,
        _ name: String,
        _ words: String,
        code: String? = nil,
        field: String? = nil,
        quota: String? = nil
    ) {
        self.status = status
        self.name = name
        self.words = words
        var details: [ProviderJSON] = []
        if let code {
            details.append(["@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": .text(code)])
        }
        if let field {
            let violation: ProviderJSON = ["field": .text(field), "description": .text(words)]
            details.append(["@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]])
        }
        if let quota {
            let violation: ProviderJSON = ["subject": "quota", "description": .text(quota)]
            details.append(["@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [violation]])
        }
        self.details = details
    }

    /// A request that is called malformed at a field.
    static func malformed(_ field: String, _ words: String) -> FCMRefusal {
        FCMRefusal(400, "INVALID_ARGUMENT", words, field: field)
    }

    func encode(to encoder: any Encoder) throws {
        var content: [String: ProviderJSON] = [
            "code": ProviderJSON(status), "message": .text(words), "status": .text(name),
        ]
        if !details.isEmpty { content["details"] = .list(details) }
        try ["error": ProviderJSON.object(content)].encode(to: encoder)
    }
}
