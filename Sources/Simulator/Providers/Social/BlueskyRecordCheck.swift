// SPDX-License-Identifier: Apache-2.0

import Announcement

/// What a personal data server checks of a post before it keeps it: the lexicon `app.bsky.feed.post`.
enum BlueskyRecordCheck {
    static let collection = "app.bsky.feed.post"

    /// Whether it is a TID: 13 letters, the first of them small enough for 63 bits.
    static func isKey(_ key: String) -> Bool {
        key.count == 13 && key.allSatisfy { Base32.alphabet.contains($0) } && "234567abcdefghij".contains(key.prefix(1))
    }

    /// The first thing that is wrong with a record, in the server's words; nil where nothing is.
    static func problem(_ record: ProviderJSON) -> String? {
        guard record["$type"]?.text == collection else { return "Record/$type must be \(collection)" }
        guard let text = record["text"] else { return "Record must have the property \"text\"" }
        guard let text = text.text else { return "Record/text must be a string" }
        if text.utf8.count > 3_000 { return "Record/text must not be longer than 3000 characters" }
        if text.count > 300 { return "Record/text must not be longer than 300 graphemes" }
        guard let created = record["createdAt"]?.text else { return "Record must have the property \"createdAt\"" }
        guard created.contains("T"), Timestamp(created) != nil else {
            return "Record/createdAt must be an valid atproto datetime (both RFC-3339 and ISO-8601)"
        }
        return problem(languages: record["langs"]) ?? problem(facets: record["facets"])
            ?? problem(reply: record["reply"])
    }

    private static func problem(languages: ProviderJSON?) -> String? {
        guard let languages else { return nil }
        guard let list = languages.list else { return "Record/langs must be an array" }
        if list.count > 3 { return "Record/langs must not have more than 3 elements" }
        for (index, language) in list.enumerated() {
            let parts = (language.text ?? "").split(separator: "-", omittingEmptySubsequences: false)
            let isGood = parts.allSatisfy { part in
                (1...8).contains(part.count) && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
            }
            guard isGood, (2...8).contains(parts[0].count), parts[0].allSatisfy(\.isLetter) else {
                return "Record/langs/\(index) must be a well-formed BCP 47 language tag"
            }
        }
        return nil
    }

    private static func problem(facets: ProviderJSON?) -> String? {
        guard let facets else { return nil }
        guard let list = facets.list else { return "Record/facets must be an array" }
        for (index, facet) in list.enumerated() {
            for name in ["byteStart", "byteEnd"] {
                guard let value = facet["index"]?[name] else {
                    return "Record/facets/\(index)/index must have the property \"\(name)\""
                }
                guard let value = value.whole else { return "Record/facets/\(index)/index/\(name) must be an integer" }
                if value < 0 { return "Record/facets/\(index)/index/\(name) can not be less than 0" }
            }
            guard let features = facet["features"]?.list else {
                return "Record/facets/\(index) must have the property \"features\""
            }
            for (number, feature) in features.enumerated() {
                if let wrong = problem(feature: feature) { return "Record/facets/\(index)/features/\(number)\(wrong)" }
            }
        }
        return nil
    }

    private static func problem(feature: ProviderJSON) -> String? {
        switch feature["$type"]?.text {
        case "app.bsky.richtext.facet#link":
            guard let uri = feature["uri"]?.text else { return " must have the property \"uri\"" }
            return isURI(uri) ? nil : "/uri must be a uri"
        case "app.bsky.richtext.facet#mention":
            guard let did = feature["did"]?.text else { return " must have the property \"did\"" }
            return did.hasPrefix("did:") && did.split(separator: ":").count >= 3 ? nil : "/did must be a valid did"
        case "app.bsky.richtext.facet#tag":
            guard let tag = feature["tag"]?.text else { return " must have the property \"tag\"" }
            return tag.count <= 64 ? nil : "/tag must not be longer than 64 graphemes"
        case nil: return " must be an object which includes the \"$type\" property"
        default: return nil
        }
    }

    /// One space of any kind is enough for a whole post to be refused.
    private static func isURI(_ text: String) -> Bool {
        let scheme = text.prefix { $0 != ":" }
        let rest = text.dropFirst(scheme.count + 1)
        return !scheme.isEmpty && !rest.isEmpty && text.utf8.count <= 8_192
            && scheme.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            && !text.unicodeScalars.contains(where: \.properties.isWhitespace)
    }

    private static func problem(reply: ProviderJSON?) -> String? {
        guard let reply else { return nil }
        for name in ["root", "parent"] {
            guard let reference = reply[name] else { return "Record/reply must have the property \"\(name)\"" }
            guard let uri = reference["uri"]?.text, let cid = reference["cid"]?.text else {
                return "Record/reply/\(name) must have the properties \"uri\" and \"cid\""
            }
            guard uri.hasPrefix("at://") else { return "Record/reply/\(name)/uri must be a valid at-uri" }
            guard cid.count >= 8, cid.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
                return "Record/reply/\(name)/cid must be a cid string"
            }
        }
        return nil
    }
}
