// SPDX-License-Identifier: Apache-2.0

import Announcement
import Banner
import ChannelKit
import ChannelKitTesting
import Testing

/// What lies in the folder before the first banner.
@Suite struct BannerPreparationTests {
    private static let names = ["banner.css", "banner.js", "demo.css", "demo.html", "demo.js"]

    @Test func `the script, its style and the demo page lie beside the banners`() async throws {
        let fixture = try BannerFixture()
        try await fixture.channel.prepare()
        #expect(fixture.files.files.keys.sorted() == Self.names.map { "/srv/banner/\($0)" })
        #expect(fixture.files.text("/srv/banner/banner.js")?.hasPrefix("// SPDX-License-Identifier") == true)
        #expect(fixture.files.text("/srv/banner/demo.html")?.contains("<!doctype html>") == true)
    }

    @Test func `the script stays below 5 kB, and asks for nothing that a strict policy forbids`() throws {
        let script = try #require(BannerAsset.shipped.first { $0.name == "banner.js" })
        #expect(script.content.count < 5_000)
        let text = String(decoding: script.content, as: UTF8.self)
        for word in ["eval(", "Function(", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", ".style"] {
            #expect(!text.contains(word), "\(word)")
        }
        let page = try #require(BannerAsset.shipped.first { $0.name == "demo.html" })
        let html = String(decoding: page.content, as: UTF8.self)
        #expect(!html.contains("<style") && !html.contains("style=") && !html.contains("<script>"))
        #expect(!html.contains(" on"), "no handler stands in the page")
    }

    @Test func `an older version's files are replaced, the present one's left alone`() async throws {
        let fixture = try BannerFixture(files: ["/srv/banner/banner.js": "old"])
        try await fixture.channel.prepare()
        let script = BannerAsset.shipped.first { $0.name == "banner.js" }?.content
        #expect(script != nil && fixture.files.files["/srv/banner/banner.js"] == script)
        let before = fixture.files.files
        fixture.clock.advance(by: .seconds(60))
        try await fixture.channel.prepare()
        #expect(fixture.files.files == before)
    }

    @Test func `a place has an empty file until its first banner`() async throws {
        var settings = BannerSettings(directory: "/srv/banner/")
        settings.places = ["checkout"]
        settings.pollAfterSeconds = 7
        let fixture = try BannerFixture(settings)
        try await fixture.channel.prepare()
        let empty = try #require(fixture.file)
        #expect(empty.banners.isEmpty)
        #expect(empty.pollAfterSeconds == 7)
        #expect(empty.etag.count == 16)
        #expect(empty.generatedAt == fixture.clock.now)
        try await fixture.deliver(.update(1, 1))
        try await fixture.channel.prepare()
        #expect(fixture.ids == ["inc_1"])
    }

    @Test func `what is over is taken out of a place's file at the next start`() async throws {
        var settings = BannerSettings(directory: "/srv/banner")
        settings.places = ["checkout"]
        let fixture = try BannerFixture(settings)
        try await fixture.deliver(.update(1, 1))
        try await fixture.deliver(.update(2, 1, .resolved))
        fixture.clock.advance(by: .seconds(900))
        #expect(fixture.ids == ["inc_1", "inc_2"])
        try await fixture.channel.prepare()
        #expect(fixture.ids == ["inc_1"])
        #expect(fixture.file?.closed.map(\.id) == ["inc_2"])
    }

    @Test func `a folder that cannot be written is said`() async throws {
        let fixture = try BannerFixture()
        fixture.files.fault = Fault(.fileUnwritable, "The disk is full.")
        let fault = await #expect(throws: Fault.self) { try await fixture.channel.prepare() }
        #expect(fault?.code == .fileUnwritable)
    }
}
