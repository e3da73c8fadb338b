// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit

extension BannerChannel: Preparing {
    /// Lays the script, its style and the demo page beside the banners, and an empty file at each of the settings'
    /// places that has none, so that no page asks for what is not there.
    ///
    /// Files that are there already lose what is over; what is as it should be is left alone.
    package func prepare() async throws(Fault) {
        for asset in BannerAsset.shipped {
            let content = asset.content
            try await services.files.update(path(of: asset.name)) { (present) in present == content ? nil : content }
        }
        let (settings, now) = (settings, services.clock.now)
        for place in settings.places {
            try await services.files.update(path(of: "\(place).json")) { (content) throws(Fault) in
                let present = content.flatMap { BannerFile($0) }
                var file = present ?? BannerFile(at: now, pollAfterSeconds: settings.pollAfterSeconds)
                try file.refresh(at: now, settings: settings)
                return present.map { file.shows(theSameAs: $0) } ?? false ? nil : try file.json()
            }
        }
    }
}
