// SPDX-License-Identifier: Apache-2.0

/// The credentials that a dialect accepts: those it was given, or any but obviously bad ones.
struct AcceptedKeys: Sendable {
    private let known: Set<String>?

    /// Accepts what is in `known`; without it, whatever contains neither `invalid` nor `revoked`.
    init(_ known: Set<String>?) { self.known = known }

    func accept(_ key: String?) -> Bool {
        guard let key, !key.isEmpty else { return false }
        if let known { return known.contains(key) }
        let lower = key.lowercased()
        return !lower.contains("invalid") && !lower.contains("revoked")
    }
}
