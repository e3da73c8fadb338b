// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import HubCore
import Simulator
import Transport

/// The banner as a page would show it, read from the hub like a page reads it.
enum DemoBanner {
    static func read(_ url: String) async -> BannerArrival? {
        guard
            let client = try? CurlHTTPClient(),
            let response = try? await client.execute(
                HTTPRequest(method: "GET", url: "\(url)/banner/checkout.json", allowsPrivateNetworks: true)
            ),
            response.status == 200, let document = try? Document.json(response.body),
            let banner = document["banners"]?.items.first
        else { return nil }
        let tone: BannerArrival.Tone =
            switch banner["level"]?.string {
            case "critical": .critical
            case "warning": .warning
            case "success": .resolved
            default: .info
            }
        return BannerArrival(
            place: "banner checkout",
            tone: tone,
            text: "\(banner["title"]?.plain ?? ""): \(banner["body"]?.plain ?? "")",
            link: banner["link"]?["url"]?.string
        )
    }
}
