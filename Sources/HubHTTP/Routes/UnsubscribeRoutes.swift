// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import HTTPTypes
import HubCore
import Hummingbird

/// `/unsubscribe/{token}`: a reader leaves with one click (RFC 8058).
///
/// Only a POST unsubscribes: link scanners follow every GET. A mailbox provider posts without cookies or a token of
/// access, and is answered the same as a person. A token that is none of ours is answered like one that is, so that
/// nobody can find out who is a reader.
struct UnsubscribeRoutes {
    let hub: Hub

    func add(to router: Router<HubContext>) {
        router.get("/unsubscribe/{token}") { [hub] request, context in
            let page = hub.readerPage(for: request)
            let words = page.words
            if request.uri.queryParameters["choose"] != nil {
                // The address of the choices is told to the holder of this one alone.
                guard let link = hub.preferencesURL(unsubscribing: context.parameters.get("token") ?? "") else {
                    return page.unknownLink()
                }
                return .redirect(to: link, type: .normal)
            }
            return page.response(
                words.unsubscribeTitle,
                body: """
                    <p>\(HTMLText.escaped(words.unsubscribeIntro))</p>
                    <form method="post"><button type="submit">\(HTMLText.escaped(words.unsubscribe))</button></form>
                    <p><a href="?choose=1">\(HTMLText.escaped(words.hearLess))</a></p>
                    """
            )
        }
        router.post("/unsubscribe/{token}") { [hub] request, context in
            if let token = context.parameters.get("token") { _ = try await hub.unsubscribe(String(token)) }
            let page = hub.readerPage(for: request)
            return page.response(
                page.words.unsubscribedTitle,
                body: "<p>\(HTMLText.escaped(page.words.unsubscribed))</p>"
            )
        }
    }
}
