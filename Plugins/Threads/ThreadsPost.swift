// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import FoundationEssentials

/// The number of a post, or of one that is not published yet; a receipt's id keeps that of a chain's first post.
struct ThreadsPost: Hashable, Sendable {
    let id: String

    init?(_ text: String) {
        guard (1...24).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        self.id = text
    }

    /// The post that an answer names; nil where it names none.
    init?(_ response: HTTPResponse) {
        struct Answer: Decodable { let id: String }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)) else { return nil }
        self.init(answer.id)
    }
}
