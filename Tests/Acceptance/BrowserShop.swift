// SPDX-License-Identifier: Apache-2.0

import Simulator

/// A shop's page with one tag of the hub's, under the strictest policy that leaves room for that tag.
struct BrowserShop {
    let sink: HTTPSink

    var url: String { "http://127.0.0.1:\(sink.port)" }

    /// Here `hub` is where the script comes from, and `tag` the attributes of the tag besides its address.
    init(on stage: Stage, hub: String, tag: String, locale: String = "en") async throws {
        let direction = locale == "ar" ? "rtl" : "ltr"
        let page = """
            <!doctype html>
            <html lang="\(locale)" dir="\(direction)">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>Shop</title>
            <script src="\(hub)/banner.js" \(tag) defer></script>
            </head>
            <body><main><h1>Shop</h1><p>What the page is for.</p></main></body>
            </html>
            """
        let policy = """
            default-src 'none'; script-src \(hub); style-src \(hub); connect-src \(hub); \
            require-trusted-types-for 'script'; trusted-types 'none'
            """
        let headers = [
            SinkHeader("content-type", "text/html; charset=utf-8"), SinkHeader("content-security-policy", policy),
        ]
        sink = try await stage.sink(SinkScript(otherwise: .status(200, headers: headers, body: page)))
    }
}
