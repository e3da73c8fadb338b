// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import HTTPTypes
import HubCore
import Hummingbird

/// `/v1/faults` and `/kb/{code}`: what each fault means and what to do about it.
///
/// Public: it says nothing of this hub.
struct CatalogueRoutes {
    func add(to router: Router<HubContext>) {
        router.get("/v1/faults") { _, _ in
            Response(reply: Reply(status: 200, body: try JSONText.encode(["items": FaultCatalogue.shipped.all])))
        }
        router.get("/kb") { _, _ in
            let items = FaultCatalogue.shipped.all.map { entry in
                "<li><a href=\"/kb/\(entry.code)\">\(entry.code)</a> \(HTMLText.escaped(entry.title))</li>"
            }
            return HTMLPage.response(title: "Faults", body: "<h1>Faults</h1><ul>\(items.joined())</ul>")
        }
        router.get("/kb/{code}") { request, context in
            let code = context.parameters.get("code").map { String($0) } ?? ""
            guard let entry = FaultCatalogue.shipped[code] else {
                throw Fault(.notFound, "There is no fault of that code.", context: ["where": request.uri.path])
            }
            let body = """
                <p><a href="/kb">All faults</a></p>
                <h1>\(HTMLText.escaped(entry.title))</h1>
                <p><code>\(entry.code)</code> · <code>\(entry.type)</code></p>
                <h2>What it means</h2><p>\(HTMLText.escaped(entry.meaning))</p>
                <h2>What to do</h2><p>\(HTMLText.escaped(entry.action))</p>
                """
            return HTMLPage.response(title: "\(entry.code) \(entry.title)", body: body)
        }
    }
}
