// SPDX-License-Identifier: Apache-2.0

package import ChannelKit
import FoundationEssentials

/// What a Zulip server answers, as far as it matters here.
package struct ZulipAnswer: Decodable, Sendable {
    /// `success` or `error`.
    package let result: String
    package let id: Int64?
    package let code: String?
    /// In the language of the bot's settings: never to be classified by, nor to be repeated.
    package let message: String?
    package let retryAfter: Double?

    private enum CodingKeys: String, CodingKey {
        case result, id, code
        case message = "msg"
        case retryAfter = "retry-after"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.result = try values.decode(String.self, forKey: .result)
        self.id = try? values.decode(Int64.self, forKey: .id)
        self.code = try? values.decode(String.self, forKey: .code)
        self.message = try? values.decode(String.self, forKey: .message)
        self.retryAfter = try? values.decode(Double.self, forKey: .retryAfter)
    }

    /// Nil where the answer is not one of Zulip's.
    package init?(_ response: HTTPResponse) {
        guard let answer = try? JSONDecoder().decode(ZulipAnswer.self, from: Data(response.body)) else { return nil }
        self = answer
    }

    package var isSuccess: Bool { result == "success" }
}
