// SPDX-License-Identifier: Apache-2.0

/// What every Swift file keeps to, whatever its module.
enum SourceRules {
    static let longestFile = 500
    static let header = "// SPDX-License-Identifier: Apache-2.0"

    /// What our code does without, and what it does instead.
    static let banned: [(word: String, instead: String)] = [
        ("try!", "throw or handle the error"),
        ("as!", "cast with as? and handle nil"),
        ("fatalError(", "throw a Fault"),
        ("URLSession", "use the HTTPClient of the services"),
        ("NSRegularExpression", "scan the text, or use Regex"),
        ("DateFormatter(", "use Timestamp"),
        ("String(format:", "use interpolation"),
    ]

    /// What tests do without.
    static let bannedInTests: [(word: String, instead: String)] = [
        ("@testable", "use package access"),
        ("import XCTest", "use Swift Testing"),
        ("Task.sleep(", "wait for the event, with a bound"),
        ("usleep(", "wait for the event, with a bound"),
    ]

    static func violations(of source: SwiftSource) -> [String] {
        let isTest = source.path.hasPrefix("Tests/")
        var found: [String] = []
        if source.text.prefix(while: { !$0.isNewline }) != header {
            found.append("\(source.path):1: the first line is not “\(header)”")
        }
        let count = source.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
        if count > longestFile {
            found.append("\(source.path): \(count) lines; at most \(longestFile) are for one idea")
        }
        for (word, instead) in isTest ? bannedInTests : banned {
            found += source.lines(holding: word).map { "\(source.path):\($0): \(word) is not used here: \(instead)" }
        }
        if !isTest {
            // Inside the module, `Name.Type` would mean the type and no longer the module.
            found += source.declaredTypes.filter { $0.name == source.module }
                .map { "\(source.path):\($0.line): \($0.name) is named like its module" }
        }
        return found
    }
}
