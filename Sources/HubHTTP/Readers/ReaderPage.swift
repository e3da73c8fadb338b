// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import HTTPTypes
import Hummingbird

/// A page on which a reader chooses: nothing loaded but its own style and, where a browser can subscribe itself, one
/// script; kept by nobody on the way.
struct ReaderPage {
    /// Whose messages they are.
    let site: String
    /// Whether there is a page to go back to.
    let hasStatusPage: Bool
    let words: ReaderWords
    /// What else of the address the links to other languages keep: empty, or such as `&incident=…`.
    var query = ""
    /// The path of the script that it needs; nil for none.
    var script: String?

    var locale: LocaleTag { words.locale }

    /// The whole page around `body`, which is HTML and already escaped.
    func response(_ title: String, status: HTTPResponse.Status = .ok, body: String) -> Response {
        let html = """
            <!doctype html>
            <html lang="\(locale)" dir="\(locale.isRightToLeft ? "rtl" : "ltr")">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="robots" content="noindex">
            <title>\(HTMLText.escaped(title)) – \(HTMLText.escaped(site))</title>
            <link rel="stylesheet" href="/reader.css">
            <link rel="icon" href="data:,">
            \(script.map { "<script src=\"\($0)\" defer></script>" } ?? "")
            </head>
            <body>
            <header><p class="brand">\(brand)</p>\(switches)</header>
            <main>
            <h1>\(HTMLText.escaped(title))</h1>
            \(body)
            </main>
            </body>
            </html>

            """
        return Response(
            status: status,
            headers: Self.headers(contentType: "text/html; charset=utf-8", hasScript: script != nil),
            body: ResponseBody(byteBuffer: ByteBuffer(string: html))
        )
    }

    /// Of everything that is one reader's alone: kept nowhere, named to nobody.
    static func headers(contentType: String, hasScript: Bool = false) -> HTTPFields {
        var headers: HTTPFields = [
            .contentType: contentType,
            .cacheControl: "no-store",
            .contentSecurityPolicy:
                "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; "
                + "frame-ancestors 'none'" + (hasScript ? "; script-src 'self'; connect-src 'self'" : ""),
            .xContentTypeOptions: "nosniff",
        ]
        if let name = HTTPField.Name("Referrer-Policy") { headers[name] = "no-referrer" }
        if let name = HTTPField.Name("X-Robots-Tag") { headers[name] = "noindex" }
        return headers
    }

    /// Says that a link is none of ours, or no longer.
    func unknownLink(status: HTTPResponse.Status = .notFound, more: String = "") -> Response {
        response(words.deadLinkTitle, status: status, body: "<p>\(HTMLText.escaped(words.deadLink))</p>\(more)")
    }

    private var brand: String {
        let name = "<bdi>\(HTMLText.escaped(site))</bdi>"
        return hasStatusPage ? "<a href=\"/status/\">\(name)</a>" : name
    }

    private var switches: String {
        let items = zip(ReaderWords.languages, ReaderWords.languageNames)
            .map { language, name in
                language == locale.language
                    ? "<li><span aria-current=\"true\">\(name)</span></li>"
                    : "<li><a href=\"?locale=\(language)\(HTMLText.escaped(query))\" lang=\"\(language)\" "
                        + "hreflang=\"\(language)\">\(name)</a></li>"
            }
        return "<nav aria-label=\"\(HTMLText.escaped(words.languages))\"><ul>\(items.joined())</ul></nav>"
    }
}
