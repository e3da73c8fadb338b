// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import HubCore
import HubHTTP

/// The status pages that the hub shows, as its channels write them.
extension HubAssembly {
    /// The first status page channel's page `public`, and those that its settings call public.
    ///
    /// A quarter of the connections may stay open to be told of changes.
    static func statusPages(
        of channels: [ChannelDeclaration],
        connections: Int,
        clock: any HubClock
    ) -> StatusPages {
        guard let channel = channels.first(where: { $0.plugin == "status_page" }),
            let directory = channel.settings["directory"]?.string
        else { return StatusPages() }
        let page = { StatusPages.Page(name: $0, folder: "\(directory)/\($0)") }
        let others = (channel.settings["pages"]?.items ?? [])
            .filter { $0["public"]?.content == .boolean(true) }
            .compactMap { $0["name"]?.string }
            .filter { $0 != "public" }
        return StatusPages(
            main: page("public"),
            others: others.map(page),
            maximumListeners: max(1, connections / 4),
            clock: clock
        )
    }
}
