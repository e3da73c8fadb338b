// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HubCore
import HummingbirdTesting
import NIOCore

/// What the router answered.
struct Answer {
    let response: TestResponse

    var status: Int { response.status.code }
    var text: String { String(buffer: response.body) }

    /// The body as JSON.
    var document: Document {
        get throws { try Document.json(Array(response.body.readableBytesView)) }
    }

    func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { response.headers[$0] } }

    /// The string at a path such as `items/0/id` of the JSON; nil where there is none.
    func string(_ path: String) throws -> String? {
        guard case .string(let text)? = try value(path)?.content else { return nil }
        return text
    }

    func integer(_ path: String) throws -> Int64? {
        guard case .integer(let integer)? = try value(path)?.content else { return nil }
        return integer
    }

    func value(_ path: String) throws -> Document? {
        path.split(separator: "/")
            .reduce(Document?.some(try document)) { document, part in
                if case .list(let items)? = document?.content, let index = Int(part) {
                    return items.indices.contains(index) ? items[index] : nil
                }
                return document?[String(part)]
            }
    }
}
