// SPDX-License-Identifier: Apache-2.0

/// The fault as JSON. `transient`, `error_type`, `scope`, `cause` and `kb_url` are written for readers and ignored
/// when read: the code alone decides them.
extension Fault: Codable {
    private enum CodingKeys: String, CodingKey {
        case code, message, transient, scope, cause, context, at
        case errorType = "error_type"
        case retryAfter = "retry_after"
        case suggestedAction = "suggested_action"
        case kbURL = "kb_url"
        case traceID = "trace_id"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            FaultCode(rawValue: try values.decode(String.self, forKey: .code)) ?? .internalError,
            try values.decode(String.self, forKey: .message),
            retryAfter: try values.decodeIfPresent(Double.self, forKey: .retryAfter).map { .milliseconds($0 * 1_000) },
            suggestedAction: try values.decodeIfPresent(String.self, forKey: .suggestedAction),
            context: try values.decodeIfPresent([String: String].self, forKey: .context) ?? [:]
        )
        self.traceID = try values.decodeIfPresent(String.self, forKey: .traceID)
        self.at = try values.decodeIfPresent(Timestamp.self, forKey: .at)
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(code.rawValue, forKey: .code)
        try values.encode(errorType, forKey: .errorType)
        try values.encode(message, forKey: .message)
        try values.encode(isTransient, forKey: .transient)
        try values.encodeIfPresent(retryAfter?.seconds, forKey: .retryAfter)
        try values.encodeIfPresent(suggestedAction, forKey: .suggestedAction)
        try values.encode(kbPath, forKey: .kbURL)
        try values.encode(scope, forKey: .scope)
        try values.encode(cause, forKey: .cause)
        try values.encode(context, forKey: .context)
        try values.encodeIfPresent(traceID, forKey: .traceID)
        try values.encodeIfPresent(at, forKey: .at)
    }
}
