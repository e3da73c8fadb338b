// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import HTTPTypes
import Hummingbird

/// The few small pages that the hub writes itself: no script, readable in light and dark, on a phone and in print.
enum HTMLPage {
    /// A whole page around `body`, which is HTML and already escaped.
    static func response(
        title: String,
        language: String = "en",
        isRightToLeft: Bool = false,
        status: HTTPResponse.Status = .ok,
        body: String
    ) -> Response {
        let html = """
            <!doctype html>
            <html lang="\(HTMLText.escaped(language))" dir="\(isRightToLeft ? "rtl" : "ltr")">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(HTMLText.escaped(title))</title>
            <style>\(style)</style>
            </head>
            <body><main>\(body)</main></body>
            </html>

            """
        return Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8",
                .cacheControl: "no-cache",
                .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
                .xContentTypeOptions: "nosniff",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html))
        )
    }

    private static let style = """
        :root{color-scheme:light dark}body{margin:0;font:1rem/1.55 system-ui,sans-serif}\
        main{max-width:44rem;margin:0 auto;padding:1.5rem 1rem 4rem}h1{font-size:1.6rem;line-height:1.25}\
        h2{font-size:1.2rem;margin-top:1.75rem}h3{font-size:1rem;margin-bottom:.25rem}code{font-size:.95em}article{border-inline-start:.25rem solid #8886;\
        padding-inline-start:1rem;margin-block:1.75rem}time{opacity:.8}button{font:inherit;padding:.6rem 1.2rem;\
        border-radius:.4rem;border:1px solid currentColor;cursor:pointer}table{border-collapse:collapse}\
        td,th{border:1px solid #8886;padding:.25rem .5rem;text-align:start}pre{overflow-x:auto}
        """
}
