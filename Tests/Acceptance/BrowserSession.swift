// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Chromium going through a list of steps: `Support/browser.py`, which says what a step can be.
///
/// The steps are known beforehand and their answers come one by one, so that a test can do its part between them: a step
/// that waits for something shows that the test has done it.
final class BrowserSession: Sendable {
    /// For tests that need one.
    static let needed: ConditionTrait = .enabled(
        if: ["chromium", "chromedriver"].allSatisfy(isInstalled),
        "There is no chromium with its chromedriver on this machine: “make test-deps” installs both on Debian."
    )

    private let child: ChildProcess

    init(on stage: Stage, _ steps: [JSON]) throws {
        child = try stage.spawn(PackageRoot.python(), [PackageRoot.script("browser.py")], clearsUp: true)
        try child.closeInput(after: steps.map { $0.text + "\n" }.joined())
    }

    /// The answer to the step that is called so (`as`).
    ///
    /// - Throws: ``NotInTime``, with what the browser said, where the step or one before it cannot be done.
    @discardableResult
    func answer(_ name: String, within bound: Duration = .seconds(90)) async throws -> JSON {
        let found = await child.output.first(within: bound) { lines -> JSON? in
            lines.lazy.compactMap { try? JSON($0) }.first { $0["as"]?.string == name || $0["error"] != nil }
        }
        guard let found, found["error"] == nil else {
            let said = found?["error"]?.string ?? child.errors.value.suffix(5).joined(separator: "\n")
            throw NotInTime("the browser's step “\(name)”; it said: \(said)", within: bound)
        }
        return found
    }

    private static func isInstalled(_ program: String) -> Bool {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
    }
}

extension JSON {
    /// What the elements of an answer say, a text each.
    var texts: [String] { (self["elements"]?.items ?? []).map { $0["text"]?.string ?? "" } }

    /// The console's complaints and axe's findings in an answer.
    var complaints: [String] {
        (self["problems"]?.items ?? []).compactMap(\.string) + (self["violations"]?.items ?? []).map(\.text)
    }
}
