// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import FoundationEssentials

/// What the body of a refusal says, as far as it is looked at.
struct FCMAnswer: Sendable {
    private let details: [Detail]

    /// Nil where the body is none of Google's errors.
    init?(_ response: HTTPResponse) {
        guard response.body.first(where: { $0 > 0x20 }) == UInt8(ascii: "{"),
            let body = try? JSONDecoder().decode(Body.self, from: Data(response.body))
        else { return nil }
        self.details = body.error.details ?? []
    }

    /// Firebase's own code; nil where it is none of those that are documented.
    var errorCode: String? {
        let code = details.lazy.filter { $0.type.hasSuffix("google.firebase.fcm.v1.FcmError") }.compactMap(\.errorCode)
            .first
        if let code { return FCMAnswer.codes.contains(code) ? code : nil }
        // A quota may be reported by Google's common gate, which does not know Firebase's codes.
        let isQuota = details.contains {
            $0.type.hasSuffix("google.rpc.ErrorInfo") && $0.reason == "RATE_LIMIT_EXCEEDED"
        }
        return isQuota || details.contains(where: \.isQuotaFailure) ? "QUOTA_EXCEEDED" : nil
    }

    /// Whether the request is called malformed.
    var isBadRequest: Bool { details.contains { $0.type.hasSuffix("google.rpc.BadRequest") } }

    /// The fields that are called wrong.
    var fields: [String] { details.flatMap { $0.fieldViolations ?? [] }.compactMap(\.field) }

    /// Whether a quota is one device's or one topic's.
    var isQuotaOfTarget: Bool {
        details.filter(\.isQuotaFailure).flatMap { $0.violations ?? [] }
            .contains { violation in
                let words = "\(violation.subject ?? "") \(violation.description ?? "")".lowercased()
                return words.contains("device") || words.contains("topic")
            }
    }

    private static let codes: Set<String> = [
        "INTERNAL", "INVALID_ARGUMENT", "QUOTA_EXCEEDED", "SENDER_ID_MISMATCH", "THIRD_PARTY_AUTH_ERROR", "UNAVAILABLE",
        "UNREGISTERED", "UNSPECIFIED_ERROR",
    ]

    private struct Body: Decodable {
        struct Problem: Decodable { var details: [Detail]? }

        var error: Problem
    }

    private struct Detail: Decodable {
        struct FieldViolation: Decodable { var field: String? }

        struct Violation: Decodable {
            var subject: String?
            var description: String?
        }

        private enum CodingKeys: String, CodingKey {
            case type = "@type"
            case errorCode, reason, fieldViolations, violations
        }

        var type: String
        var errorCode: String?
        var reason: String?
        var fieldViolations: [FieldViolation]?
        var violations: [Violation]?

        var isQuotaFailure: Bool { type.hasSuffix("google.rpc.QuotaFailure") }
    }
}
