// SPDX-License-Identifier: Apache-2.0

import Announcement
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
        router.get("/unsubscribe/{token}") { _, _ in
            HTMLPage.response(
                title: "Unsubscribe",
                body: """
                    <h1>Unsubscribe</h1>
                    <p>Press the button and no further message is sent to this address.</p>
                    <form method="post"><button type="submit">Unsubscribe</button></form>
                    """
            )
        }
        router.post("/unsubscribe/{token}") { [hub] _, context in
            if let token = context.parameters.get("token") { _ = try await hub.unsubscribe(String(token)) }
            return HTMLPage.response(
                title: "Unsubscribed",
                body: "<h1>Done</h1><p>No further message is sent to this address.</p>"
            )
        }
    }
}
