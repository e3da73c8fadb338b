// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import FoundationEssentials

/// What a post says: its text, and which bytes of it are links.
///
/// One part of a rendering, as JSON.
package struct BlueskyPost: Codable, Hashable, Sendable {
    /// A piece of the text, by bytes of UTF-8, that leads somewhere.
    package struct Facet: Codable, Hashable, Sendable {
        package struct Index: Codable, Hashable, Sendable {
            package let byteStart: Int
            package let byteEnd: Int
        }

        package struct Feature: Codable, Hashable, Sendable {
            package let type: String
            package let uri: String

            private enum CodingKeys: String, CodingKey {
                case type = "$type"
                case uri
            }
        }

        package let index: Index
        package let features: [Feature]

        init(_ bytes: Range<Int>, link address: String) {
            self.index = Index(byteStart: bytes.lowerBound, byteEnd: bytes.upperBound)
            self.features = [Feature(type: "app.bsky.richtext.facet#link", uri: address)]
        }
    }

    package let text: String
    package let facets: [Facet]?
    package let langs: [String]

    /// Nil where the part is not one that ``part`` made.
    init?(_ part: RenderedPart) {
        guard
            part.name == "post",
            let post = try? JSONDecoder().decode(BlueskyPost.self, from: Data(part.text.utf8))
        else { return nil }
        self = post
    }

    init(text: String, facets: [Facet]?, langs: [String]) {
        self.text = text
        self.facets = facets
        self.langs = langs
    }
}

/// A post that was accepted: where it is, and its content's hash.
///
/// Replies name both. A receipt's id keeps those of a chain's first post, written `at://did:plc:…/app.bsky.feed.post/3m…#bafyrei…`.
package struct BlueskyReference: Codable, Hashable, Sendable {
    package let uri: String
    package let cid: String

    package var text: String { "\(uri)#\(cid)" }

    /// Nil for anything but what ``text`` writes.
    package init?(_ text: String) {
        let parts = text.split(separator: "#", omittingEmptySubsequences: false)
        guard
            parts.count == 2, parts[0].hasPrefix("at://did:"), parts[0].contains("/app.bsky.feed.post/"),
            (8...256).contains(parts[1].utf8.count), text.utf8.count <= 1_024,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        self.uri = String(parts[0])
        self.cid = String(parts[1])
    }

    /// The post that an answer names.
    init?(_ response: HTTPResponse) {
        guard let answer = try? JSONDecoder().decode(BlueskyReference.self, from: Data(response.body)) else {
            return nil
        }
        self.init(answer.text)
    }
}
