// SPDX-License-Identifier: Apache-2.0

import Announcement

/// What stands around every page: head, languages, feeds.
extension PageWriter {
    /// Here `path` is where the page lies in its language, empty or with a slash at its end; `main` is HTML.
    func document(_ path: String, title: String, main: String) -> String {
        // Of other pages nobody is told when they change: each has a mark of its own, that changes with it alone.
        let version = path.isEmpty ? version : Fingerprint.of(Array(main.utf8))
        let depth = (language.home + path).utf8.count { $0 == UInt8(ascii: "/") }
        let root = depth == 0 ? "./" : String(repeating: "../", count: depth)
        let home = language.slot.isEmpty ? root : "\(root)\(language.home)"
        let heading = title.isEmpty ? escaped(profile.title) : "\(escaped(title)) – \(escaped(profile.title))"
        return """
            <!doctype html>
            <html lang="\(locale)" dir="\(locale.isRightToLeft ? "rtl" : "ltr")">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(heading)</title>
            <link rel="icon" type="image/svg+xml" href="\(root)icon.svg">
            <link rel="stylesheet" href="\(root)style.css">
            <link rel="canonical" href="\(escaped(profile.url))/\(language.home)\(path)">
            \(alternates(path))<link rel="alternate" type="application/atom+xml" title="Atom" href="\(home)history.atom">
            <link rel="alternate" type="application/rss+xml" title="RSS" href="\(home)history.rss">
            <link rel="alternate" type="application/feed+json" title="JSON Feed" href="\(home)feed.json">
            <script src="\(root)live.js" defer></script>
            </head>
            <body data-root="\(root)" data-version="\(version)" data-renewed="\(escaped(words.renewed))">
            \(Self.signs)
            <a class="skip" href="#main">\(escaped(words.skip))</a>
            <header><p class="brand"><a href="\(home)">\(escaped(profile.title))</a></p>\(switches(path, root))</header>
            <p id="live" role="status"></p>
            <main id="main" tabindex="-1">
            \(main)
            </main>
            <footer>
            \(footer(path, home, root))
            </footer>
            </body>
            </html>

            """
    }

    private func alternates(_ path: String) -> String {
        guard profile.languages.count > 1 else { return "" }
        return profile.languages
            .map { other in
                let address = "\(escaped(profile.url))/\(other.home)\(path)"
                return "<link rel=\"alternate\" hreflang=\"\(other.locale)\" href=\"\(address)\">\n"
            }
            .joined()
    }

    private func switches(_ path: String, _ root: String) -> String {
        guard profile.languages.count > 1 else { return "" }
        let items = profile.languages.map { other in
            let name = Self.ownNames[other.locale.language] ?? other.locale.text
            if other == language { return "<li><span aria-current=\"true\">\(name)</span></li>" }
            let tag = other.locale
            return "<li><a href=\"\(root)\(other.home)\(path)\" lang=\"\(tag)\" hreflang=\"\(tag)\">\(name)</a></li>"
        }
        return "<nav aria-label=\"\(escaped(words.languages))\"><ul>\(items.joined())</ul></nav>"
    }

    private func footer(_ path: String, _ home: String, _ root: String) -> String {
        var links = path.isEmpty ? [] : ["<a href=\"\(home)\">\(escaped(words.backToPage))</a>"]
        if path != "history/" { links.append("<a href=\"\(home)history/\">\(escaped(words.history))</a>") }
        if let page = profile.subscribeURL {
            links.append("<a href=\"\(escaped(page))\">\(escaped(words.subscribe))</a>")
        }
        if let help = profile.supportURL { links.append("<a href=\"\(escaped(help))\">\(escaped(words.help))</a>") }
        let feeds = [
            ("history.atom", "Atom"), ("history.rss", "RSS"), ("feed.json", "JSON Feed"),
            ("history.ics", escaped(words.calendar)),
        ]
        .map { "<li><a href=\"\(home)\($0)\">\($1)</a></li>" }
        let api = "<li><a href=\"\(root)api/v2/summary.json\">JSON</a></li>"
        return """
            <p>\(links.joined(separator: " · "))</p>
            <nav aria-labelledby="feeds"><h2 id="feeds">\(escaped(words.feeds))</h2><ul>\(feeds.joined())\(api)</ul></nav>
            <p class="quiet">\(escaped(words.utcNote))</p>
            """
    }

    private static let ownNames = ["en": "English", "de": "Deutsch", "ar": "العربية"]

    /// A shape for each state, so that it is told apart without its colour.
    private static let signs = """
        <svg hidden width="0" height="0"><symbol id="s-ok" viewBox="0 0 20 20"><circle cx="10" cy="10" r="9"/><path class="cut" \
        d="M5.5 10.5l3 3 6-7"/></symbol><symbol id="s-work" viewBox="0 0 20 20"><rect x="1" y="1" width="18" height="18" \
        rx="4"/><path class="cut" d="M5 7h10M5 13h10"/></symbol><symbol id="s-weak" viewBox="0 0 20 20"><path \
        d="M10 1l9.500 17.500H.5z"/><path class="cut" d="M10 7v5M10 14.500v1.500"/></symbol><symbol id="s-part" \
        viewBox="0 0 20 20"><path d="M10 .5L19.500 10 10 19.500.5 10z"/><path class="cut" d="M10 5v6M10 13.500v1.500"/>\
        </symbol><symbol id="s-down" viewBox="0 0 20 20"><path d="M6.300 1h7.400L19 6.300v7.400L13.700 19H6.300L1 13.700V6.300z"/>\
        <path class="cut" d="M6.500 6.500l7 7M13.500 6.500l-7 7"/></symbol></svg>
        """
}
