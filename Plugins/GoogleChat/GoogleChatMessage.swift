// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The body of a request.
struct GoogleChatMessage: Encodable {
    private struct Thread: Encodable {
        let threadKey: String
    }

    private let text: String
    private let thread: Thread?

    /// Messages of the same `threadKey` hang together; nil for one by itself.
    init(_ text: String, threadKey: String?) {
        self.text = text
        self.thread = threadKey.map { Thread(threadKey: $0) }
    }

    var json: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return Array(try encoder.encode(self))
        }
    }
}
