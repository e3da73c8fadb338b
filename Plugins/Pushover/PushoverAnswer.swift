// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import FoundationEssentials

/// What the body of an answer says, as far as it is looked at.
struct PushoverAnswer: Sendable {
    let isAccepted: Bool
    /// Pushover's number of the request, or the receipt of a message that is to be acknowledged.
    let id: String?
    /// The first field that is called wrong, of those that are documented.
    let field: String?

    private static let fields = [
        "token", "user", "group", "device", "message", "title", "url", "priority", "retry", "expire", "sound",
    ]

    /// Nil where the body is not Pushover's.
    init?(_ response: HTTPResponse) {
        guard response.body.first(where: { $0 > 0x20 }) == UInt8(ascii: "{"),
            let body = try? JSONDecoder().decode([String: Value].self, from: Data(response.body)),
            case .number(let status)? = body["status"]
        else { return nil }
        self.isAccepted = status == 1
        self.id =
            [body["receipt"], body["request"]].lazy
            .compactMap { value -> String? in
                if case .text(let text)? = value, PushoverAnswer.isID(text) { text } else { nil }
            }
            .first
        // A receipt is 0 or an id; every other field stands there only where it is wrong.
        self.field = isAccepted ? nil : PushoverAnswer.fields.first { body[$0] != nil }
    }

    private static func isID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"): true
                default: false
                }
            }
    }

    private enum Value: Decodable {
        case number(Double)
        case text(String)
        case other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else {
                self = .other
            }
        }
    }
}
