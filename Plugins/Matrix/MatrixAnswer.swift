// SPDX-License-Identifier: Apache-2.0

package import ChannelKit
import FoundationEssentials

/// What a homeserver answers, as far as it matters here.
package struct MatrixAnswer: Decodable, Sendable {
    package let eventID: String?
    package let errorCode: String?
    package let retryAfterMilliseconds: Double?

    private enum CodingKeys: String, CodingKey {
        case eventID = "event_id"
        case errorCode = "errcode"
        case retryAfterMilliseconds = "retry_after_ms"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.eventID = try? values.decode(String.self, forKey: .eventID)
        self.errorCode = try? values.decode(String.self, forKey: .errorCode)
        self.retryAfterMilliseconds = try? values.decode(Double.self, forKey: .retryAfterMilliseconds)
    }

    /// Nil where the answer is no JSON object.
    package init?(_ response: HTTPResponse) {
        guard let answer = try? JSONDecoder().decode(MatrixAnswer.self, from: Data(response.body)) else { return nil }
        self = answer
    }
}
