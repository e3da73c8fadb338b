// SPDX-License-Identifier: Apache-2.0

/// What every ledger must do.
///
/// A test target runs each check on a fresh ledger and expects no violations.
package enum LedgerConformance {
    package static let checks: [LedgerCheck] =
        claiming + bands + finishing + takeover + order + expansion + failover + chains + patience + holding
        + releasing + withdrawing + failing + replay + overtaking + recovery + expiry + hastening + retention
        + counting + breakers
}

/// One promise of the ledger, and how to try it.
package struct LedgerCheck: Sendable, CustomStringConvertible {
    /// The promise as a sentence.
    package let name: String
    private let body: @Sendable (LedgerScene) async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (LedgerScene) async throws -> Void) {
        self.name = name
        self.body = body
    }

    package var description: String { name }

    /// - Returns: what was found wrong; nothing where the promise is kept.
    package func run(_ harness: any LedgerHarness) async throws -> [String] {
        let scene = try await LedgerScene(harness)
        try await body(scene)
        return scene.violations
    }
}
