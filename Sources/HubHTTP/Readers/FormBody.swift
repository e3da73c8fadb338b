// SPDX-License-Identifier: Apache-2.0

import Announcement
import HTTPTypes
import HubCore
import Hummingbird

/// What a page's form sends: `application/x-www-form-urlencoded`, as browsers write it.
struct FormBody: Sendable {
    private let pairs: [(name: String, value: String)]

    /// No form of ours is longer.
    static let longest = 64 * 1_024

    init(_ bytes: [UInt8]) {
        self.pairs = bytes.split(separator: UInt8(ascii: "&")).prefix(1_000)
            .map { pair in
                let name = pair.prefix { $0 != UInt8(ascii: "=") }
                return (Self.decoded(name), Self.decoded(pair.dropFirst(name.count + 1)))
            }
    }

    /// Every value of a name, in their order, but for those that say nothing.
    subscript(all name: String) -> [String] { pairs.filter { $0.name == name && !$0.value.isEmpty }.map(\.value) }

    subscript(_ name: String) -> String? { self[all: name].first }

    /// As the JSON of the same request, of those names alone; those in `lists` can be given more than once.
    func document(_ names: [String], lists: Set<String> = []) -> Document {
        let entries = names.compactMap { name -> Document.Entry? in
            let values = self[all: name].map { Document(.string($0.trimmingSpaces)) }
            guard let first = values.first else { return nil }
            return Document.Entry(key: name, value: lists.contains(name) ? Document(.list(values)) : first)
        }
        return Document(.object(entries))
    }

    private static func decoded(_ text: some Collection<UInt8>) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                let code = rest.prefix(2)
                guard code.count == 2, let value = UInt8(String(decoding: code, as: UTF8.self), radix: 16) else {
                    bytes.append(byte)
                    continue
                }
                bytes.append(value)
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Request {
    /// The body as a form; empty where it is none.
    func form() async throws -> FormBody {
        var request = self
        return FormBody(Array(buffer: try await request.collectBody(upTo: FormBody.longest)))
    }

    /// Whether the body says that it is JSON.
    var bringsJSON: Bool {
        let kind = (headers[.contentType] ?? "").prefix { $0 != ";" }.trimmingSpaces.lowercased()
        return kind == "application/json" || kind.hasSuffix("+json")
    }
}
