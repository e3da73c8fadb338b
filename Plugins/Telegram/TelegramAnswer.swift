// SPDX-License-Identifier: Apache-2.0

package import ChannelKit
import FoundationEssentials

/// What the Bot API answers, as far as it matters here.
package struct TelegramAnswer: Decodable, Sendable {
    package struct Message: Decodable, Sendable {
        package struct Chat: Decodable, Sendable {
            package let id: Int64
        }

        package let message_id: Int64
        package let chat: Chat
    }

    package struct Parameters: Decodable, Sendable {
        package let retry_after: Double?
        package let migrate_to_chat_id: Int64?
    }

    package let ok: Bool
    package let result: Message?
    package let error_code: Int?
    package let description: String?
    package let parameters: Parameters?

    private enum CodingKeys: String, CodingKey { case ok, result, error_code, description, parameters }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.ok = try values.decode(Bool.self, forKey: .ok)
        // Other methods answer with other results, and a newer server may word the rest differently.
        self.result = try? values.decode(Message.self, forKey: .result)
        self.error_code = try? values.decode(Int.self, forKey: .error_code)
        self.description = try? values.decode(String.self, forKey: .description)
        self.parameters = try? values.decode(Parameters.self, forKey: .parameters)
    }

    /// Nil where the answer is not one of the Bot API.
    package init?(_ response: HTTPResponse) {
        guard let answer = try? JSONDecoder().decode(TelegramAnswer.self, from: Data(response.body)) else { return nil }
        self = answer
    }

    /// The message that was taken or changed.
    package var post: TelegramPost? { result.map { TelegramPost(chat: $0.chat.id, message: $0.message_id) } }
}
