// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore

/// Looking into an answer's JSON.
extension Document {
    /// What stands at a path such as `items/0/id`; nil where nothing does.
    func at(_ path: String) -> Document? {
        path.split(separator: "/")
            .reduce(Document?.some(self)) { document, part in
                if case .list(let items)? = document?.content, let index = Int(part) {
                    return items.indices.contains(index) ? items[index] : nil
                }
                return document?[String(part)]
            }
    }

    func text(_ path: String) -> String? {
        guard case .string(let text)? = at(path)?.content else { return nil }
        return text
    }

    func integer(_ path: String) -> Int64? {
        guard case .integer(let integer)? = at(path)?.content else { return nil }
        return integer
    }

    func items(_ path: String) -> [Document] {
        guard case .list(let items)? = at(path)?.content else { return [] }
        return items
    }

    /// The object's keys, sorted.
    var keys: [String] {
        guard case .object(let entries) = content else { return [] }
        return entries.map(\.key).sorted()
    }
}

extension Reply {
    var document: Document {
        get throws { try Document.json(body) }
    }
}

/// A document written as JSON.
func json(_ text: String) throws -> Document { try Document.json(Array(text.utf8)) }
