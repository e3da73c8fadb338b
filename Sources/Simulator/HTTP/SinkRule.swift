// SPDX-License-Identifier: Apache-2.0

/// What the sink answers on one path, or on all that begin in one way.
///
/// In JSON `{"path": "/hook", "method": "POST", "answers": [500, 500, 200]}`, which also matches `/hooks/7`; with
/// `"exact": true` it matches `/hook` alone. `method` and `exact` may be left out.
package struct SinkRule: Hashable, Sendable {
    /// The path, without the query, or what it begins with.
    package var path: String
    /// Whether only the path itself matches, not all that begin with it.
    package var isExact: Bool
    /// Only requests with this method; nil for all.
    package var method: String?
    /// Given one after the other over all requests that the rule matches; the last one repeats.
    package var answers: [SinkAnswer]

    package init(path: String, isExact: Bool = false, method: String? = nil, answers: [SinkAnswer]) {
        self.path = path
        self.isExact = isExact
        self.method = method
        self.answers = answers
    }

    package static func on(_ path: String, method: String? = nil, _ answers: SinkAnswer...) -> SinkRule {
        SinkRule(path: path, method: method, answers: answers)
    }

    package func matches(method: String, path: String) -> Bool {
        (isExact ? path == self.path : path.hasPrefix(self.path)) && (self.method == nil || self.method == method)
    }
}

extension SinkRule: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case path, method, answers
        case isExact = "exact"
    }

    package init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(otherThan: CodingKeys.allCases)
        let object = try decoder.container(keyedBy: CodingKeys.self)
        path = try object.decode(String.self, forKey: .path)
        isExact = try object.decodeIfPresent(Bool.self, forKey: .isExact) ?? false
        method = try object.decodeIfPresent(String.self, forKey: .method)
        answers = try object.decode([SinkAnswer].self, forKey: .answers)
    }
}
