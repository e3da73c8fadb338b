// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import HTTPTypes
import Hummingbird

/// The part of `/subscribe` by which a browser subscribes itself, with the two scripts that takes.
struct BrowserPush {
    let channel: ChannelName
    /// The application server key, in base64url.
    let key: String
    let words: ReaderWords
    /// Whether the page has no other way.
    let isAlone: Bool

    /// Its button stays hidden until the script has seen that the browser can.
    var html: String {
        let texts = [
            ("asked", words.pushAsked), ("denied", words.pushDenied), ("busy", words.tooMany),
            ("failed", words.pushFailed),
        ]
        .map { " data-\($0)=\"\(HTMLText.escaped($1))\"" }
        return """
            <div class="field" data-push-key="\(HTMLText.escaped(key))" data-channel="\(channel)"\(texts.joined())>
            <button type="button" class="plain" hidden>\(HTMLText.escaped(words.pushButton))</button>
            <p role="status">\(isAlone ? HTMLText.escaped(words.pushUnavailable) : "")</p></div>

            """
    }

    static func addScripts(to router: Router<HubContext>) {
        for (path, content) in [
            ("/subscribe.js", PackageResources.subscribe_js), ("/push-worker.js", PackageResources.push_worker_js),
        ] {
            router.get(RouterPath(path)) { _, _ in
                Response(
                    status: .ok,
                    headers: [
                        .contentType: "text/javascript; charset=utf-8", .cacheControl: "public, max-age=300",
                        .xContentTypeOptions: "nosniff",
                    ],
                    body: ResponseBody(byteBuffer: ByteBuffer(bytes: content))
                )
            }
        }
    }
}
