// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The body of a request: Zulip takes forms, no JSON.
struct ZulipForm {
    private var fields: [(name: String, value: String)]

    /// A new message; `topic` counts for channels alone.
    init(posting content: String, to target: ZulipTarget, topic: ZulipTopic) throws {
        switch target {
        case .channel(let name, _):
            // The older word for a channel, which every server knows.
            self.fields = [("type", "stream"), ("to", name), ("topic", topic.text), ("content", content)]
        case .person(let address):
            let list = String(decoding: try JSONEncoder().encode([address]), as: UTF8.self)
            self.fields = [("type", "direct"), ("to", list), ("content", content)]
        }
    }

    /// Other words for a message.
    init(editingTo content: String) { self.fields = [("content", content)] }

    var body: [UInt8] {
        Array(fields.map { "\($0.name)=\(ZulipForm.encoded($0.value))" }.joined(separator: "&").utf8)
    }

    private static func encoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 3 / 2)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                bytes.append(byte)
            default: bytes += ((byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)).utf8
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
