// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import HubCore
import HubHTTP

/// The status pages that the hub shows and that messages lead to, as their channels' settings describe them.
extension HubAssembly {
    /// The first status page channel's page `public`, and all those that settings call public.
    ///
    /// A quarter of the connections may stay open to be told of changes.
    static func statusPages(
        of channels: [ChannelDeclaration],
        connections: Int,
        clock: any HubClock
    ) -> StatusPages {
        let pages = describedPages(of: channels).filter(\.isServed)
        let served = pages.map { StatusPages.Page(name: $0.name, folder: $0.folder) }
        guard let main = served.first else { return StatusPages() }
        return StatusPages(
            main: main,
            others: Array(served.dropFirst()),
            maximumListeners: max(1, connections / 4),
            clock: clock
        )
    }

    /// The pages that messages can lead to: those that the hub serves, then those that have an address of their own.
    static func linkedPages(of channels: [ChannelDeclaration], publicURL: String) -> [LinkedPage] {
        let pages = describedPages(of: channels)
        let ordered = pages.filter(\.isServed) + pages.filter { !$0.isServed }
        return ordered.compactMap { page in
            let path = page.isMain ? "/status" : "/status/pages/\(page.name)"
            guard let url = page.url ?? (page.isServed ? publicURL + path : nil) else { return nil }
            return LinkedPage(channel: page.channel, name: page.name, url: url, isOpen: page.isServed)
        }
    }

    /// A page as the settings speak of it.
    private struct DescribedPage {
        var channel: ChannelName
        var name: String
        var folder: String
        /// As the settings give it.
        var url: String?
        var isMain: Bool
        var isServed: Bool
    }

    /// The main page first.
    private static func describedPages(of channels: [ChannelDeclaration]) -> [DescribedPage] {
        var pages: [DescribedPage] = []
        for channel in channels where channel.plugin == "status_page" {
            guard let directory = channel.settings["directory"]?.string else { continue }
            let items = channel.settings["pages"]?.items ?? []
            let named = items.compactMap { $0["name"]?.string }
            for name in ["public"] + named.filter({ $0 != "public" }) {
                let item = items.first { $0["name"]?.string == name }
                let isMain = pages.isEmpty
                let isPublic = item?["public"]?.content == .boolean(true)
                let isTaken = pages.contains { $0.isServed && $0.name == name }
                pages.append(
                    DescribedPage(
                        channel: channel.name,
                        name: name,
                        folder: "\(directory)/\(name)",
                        url: item?["url"]?.string ?? (name == "public" ? channel.settings["url"]?.string : nil),
                        isMain: isMain,
                        isServed: isMain || (name != "public" && isPublic && !isTaken)
                    )
                )
            }
        }
        return pages
    }
}
