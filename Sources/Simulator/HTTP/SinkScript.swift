// SPDX-License-Identifier: Apache-2.0

/// What the sink answers: the first rule that matches decides, and `otherwise` where none does.
///
/// ```swift
/// let script: SinkScript = [.on("/hook", 500, 500, 200), .on("/slow", .status(200).after(.seconds(2)))]
/// ```
///
/// In JSON `{"rules": [{"path": "/hook", "answers": [500, 500, 200]}], "otherwise": 200}`; both may be left out.
package struct SinkScript: Hashable, Sendable {
    package var rules: [SinkRule]
    package var otherwise: SinkAnswer

    package init(_ rules: [SinkRule] = [], otherwise: SinkAnswer = 200) {
        self.rules = rules
        self.otherwise = otherwise
    }
}

extension SinkScript: ExpressibleByArrayLiteral {
    package init(arrayLiteral rules: SinkRule...) { self.init(rules) }
}

extension SinkScript: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case rules, otherwise }

    package init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(otherThan: CodingKeys.allCases)
        let object = try decoder.container(keyedBy: CodingKeys.self)
        rules = try object.decodeIfPresent([SinkRule].self, forKey: .rules) ?? []
        otherwise = try object.decodeIfPresent(SinkAnswer.self, forKey: .otherwise) ?? 200
    }
}
