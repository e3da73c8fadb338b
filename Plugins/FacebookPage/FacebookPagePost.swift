// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import FoundationEssentials

/// The number of a post, `page_post`: what a receipt's id keeps.
struct FacebookPagePost: Hashable, Sendable {
    let id: String

    init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
        let isNumber = parts.allSatisfy { (1...24).contains($0.count) && $0.allSatisfy { (0x30...0x39).contains($0) } }
        guard (1...2).contains(parts.count), isNumber else { return nil }
        self.id = text
    }

    /// The post that an answer names; nil where it names none.
    init?(_ response: HTTPResponse) {
        struct Answer: Decodable { let id: String }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)) else { return nil }
        self.init(answer.id)
    }
}
