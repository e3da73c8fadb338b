// SPDX-License-Identifier: Apache-2.0

import Announcement
import HTTPTypes
import Hummingbird

/// The language of a reader's page.
enum ReaderLocale {
    /// What `?locale=` says, else what is known of the reader, else what the browser prefers, else the standard; of the
    /// languages that the pages are written in.
    static func of(_ request: Request, known: LocaleTag? = nil, standard: LocaleTag) -> LocaleTag {
        let asked = request.uri.queryParameters["locale"].flatMap { LocaleTag($0) }
        let wanted = [asked, known].compactMap { $0 } + preferred(request.headers[.acceptLanguage] ?? "") + [standard]
        return wanted.first { ReaderWords.languages.contains($0.language) } ?? .english
    }

    /// Of `Accept-Language`, what is wanted most first (RFC 9110 12.5.4).
    static func preferred(_ header: String) -> [LocaleTag] {
        header.split(separator: ",").prefix(20)
            .compactMap { range -> (LocaleTag, Double)? in
                let parts = range.split(separator: ";").map(\.trimmingSpaces)
                let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
                guard let name = parts.first, weight > 0, let locale = LocaleTag(name) else { return nil }
                return (locale, weight)
            }
            .enumerated()
            .sorted { ($0.element.1, -$0.offset) > ($1.element.1, -$1.offset) }
            .map(\.element.0)
    }
}
