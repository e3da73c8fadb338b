// SPDX-License-Identifier: Apache-2.0

/// A file that pages need besides the banners: the script, its style, and a page that shows both.
///
/// They lie beside the banner files, so that any web server that has the one has the other.
package struct BannerAsset: Hashable, Sendable {
    package let name: String
    package let content: [UInt8]

    /// What the program brings along.
    package static let shipped = [
        BannerAsset(name: "banner.js", content: PackageResources.banner_js),
        BannerAsset(name: "banner.css", content: PackageResources.banner_css),
        BannerAsset(name: "demo.html", content: PackageResources.demo_html),
        BannerAsset(name: "demo.css", content: PackageResources.demo_css),
        BannerAsset(name: "demo.js", content: PackageResources.demo_js),
    ]
}
