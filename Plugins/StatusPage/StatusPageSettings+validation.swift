// SPDX-License-Identifier: Apache-2.0

package import Announcement

extension StatusPageSettings {
    package func validate() throws(Fault) {
        guard !directory.isEmpty, !directory.contains("\0") else {
            throw invalid("directory", "The status pages' directory is empty.")
        }
        try check(title: title, "title")
        try check(url: url, "url")
        try check(url: supportURL, "support_url", isBase: false)
        try check(url: subscribeURL, "subscribe_url", isBase: false)
        try check(languages, "languages")
        try check(components, "components")
        guard !timeZone.isEmpty, timeZone.utf8.count <= 64, timeZone.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw invalid("time_zone", "The time zone is no name such as Europe/Berlin.")
        }
        guard keep >= .seconds(86_400), keep <= .seconds(3_660 * 86_400) else {
            throw invalid("keep", "The span is not between 1d and 3660d.")
        }
        guard (262_144...67_108_864).contains(maxBytes) else {
            throw invalid("max_bytes", "A page's record is not between 262144 and 67108864 bytes.")
        }
        guard Set(pages.map(\.name)).count == pages.count else {
            throw invalid("pages", "A page is described twice.")
        }
        for page in pages {
            if let title = page.title { try check(title: title, "pages") }
            try check(url: page.url, "pages")
            try check(url: page.supportURL, "pages", isBase: false)
            try check(url: page.subscribeURL, "pages", isBase: false)
            try check(page.languages, "pages")
            try check(page.components, "pages")
        }
    }

    private func check(title: String, _ key: String) throws(Fault) {
        guard (1...80).contains(title.count), title.contains(where: { !$0.isWhitespace }), PlainLine.of(title) == title
        else { throw invalid(key, "A title is not one line of 1 to 80 characters.") }
    }

    private func check(url: String?, _ key: String, isBase: Bool = true) throws(Fault) {
        guard let url else { return }
        guard PlainLine.isLink(url) else { throw invalid(key, "The address is no http or https address.") }
        guard !isBase || !(url.hasSuffix("/") || url.contains("?") || url.contains("#")) else {
            throw invalid(key, "The page's address ends in a slash, or has a query.")
        }
    }

    private func check(_ languages: [LocaleTag]?, _ key: String) throws(Fault) {
        guard let languages else { return }
        guard (1...20).contains(languages.count), Set(languages).count == languages.count else {
            throw invalid(key, "The languages are not 1 to 20 different ones.")
        }
    }

    private func check(_ components: [PageComponent]?, _ key: String) throws(Fault) {
        guard let components else { return }
        guard components.count <= 100, Set(components.map(\.name)).count == components.count else {
            throw invalid(key, "The components are not at most 100 different ones.")
        }
        for component in components {
            guard component.journeys.count <= 10 else { throw invalid(key, "A component has more than 10 journeys.") }
            let texts = component.title.all + (component.group?.all ?? []) + component.journeys.flatMap(\.all)
            for text in texts { try check(title: text, key) }
        }
    }

    private func invalid(_ key: String, _ message: String) -> Fault {
        Fault(.configurationInvalid, message, context: ["where": key])
    }
}
