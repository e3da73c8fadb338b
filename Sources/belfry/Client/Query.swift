// SPDX-License-Identifier: Apache-2.0

/// The part of an address behind the question mark.
struct Query {
    private var pairs: [(key: String, value: String)] = []

    /// Leaves out what is nil.
    init(_ pairs: [(String, String?)]) {
        self.pairs = pairs.compactMap { key, value in value.map { (key, $0) } }
    }

    /// The path with the query, each value escaped.
    func on(_ path: String) -> String {
        guard !pairs.isEmpty else { return path }
        return path + "?" + pairs.map { "\($0.key)=\($0.value.asPathPart)" }.joined(separator: "&")
    }
}
