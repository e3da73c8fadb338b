// SPDX-License-Identifier: Apache-2.0

/// What the sink answers on the paths that begin in one way.
///
/// In JSON `{"path": "/hook", "method": "POST", "answers": [500, 500, 200]}`; `method` may be left out.
package struct SinkRule: Hashable, Sendable {
    /// A prefix of the path, without the query.
    package var path: String
    /// Only requests with this method; nil for all.
    package var method: String?
    /// Given one after the other over all requests that the rule matches; the last one repeats.
    package var answers: [SinkAnswer]

    package init(path: String, method: String? = nil, answers: [SinkAnswer]) {
        self.path = path
        self.method = method
        self.answers = answers
    }

    package static func on(_ path: String, method: String? = nil, _ answers: SinkAnswer...) -> SinkRule {
        SinkRule(path: path, method: method, answers: answers)
    }

    func matches(method: String, path: String) -> Bool {
        path.hasPrefix(self.path) && (self.method == nil || self.method == method)
    }
}

extension SinkRule: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case path, method, answers }

    package init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(otherThan: CodingKeys.allCases)
        let object = try decoder.container(keyedBy: CodingKeys.self)
        path = try object.decode(String.self, forKey: .path)
        method = try object.decodeIfPresent(String.self, forKey: .method)
        answers = try object.decode([SinkAnswer].self, forKey: .answers)
    }
}
