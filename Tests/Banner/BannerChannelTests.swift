// SPDX-License-Identifier: Apache-2.0

import Announcement
import Banner
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Testing

@Suite struct BannerChannelTests {
    @Test(arguments: ["checkout", "seller-console", "a_b.c", "0"])
    func `an address is the file's name`(_ name: String) async throws {
        let fixture = try BannerFixture()
        try await fixture.deliver(.update(1, 1), to: name)
        #expect(fixture.files.files.keys.sorted() == ["/srv/banner/\(name).json"])
        #expect(try fixture.channel.host(for: BannerFixture.destination(name)) == "files")
    }

    @Test(arguments: [
        "", ".", "..", "../etc/passwd", "a/b", "/etc/passwd", "A", "checkout ", "checkout\u{0}", "ü", ".hidden",
        String(repeating: "a", count: 65), "checkout+", "+buyers", "checkout+a/b", "checkout+a+b", "checkout+Buyers",
        "checkout:", ":de", "checkout:d", "checkout:de:en", "checkout:de+buyers", "checkout:../de",
    ])
    func `what is no name chooses no file`(_ address: String) async throws {
        let fixture = try BannerFixture()
        let refused = #expect(throws: Fault.self) { try fixture.channel.host(for: BannerFixture.destination(address)) }
        #expect(refused?.code == .addressInvalid)
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver(.update(1, 1), to: address) }
        #expect(fault?.code == .addressInvalid)
        #expect(fixture.files.updates == 0)
    }

    @Test func `an address can name an audience of the file`() async throws {
        let fixture = try BannerFixture()
        try await fixture.deliver(.update(1, 1), to: "checkout+buyers")
        #expect(fixture.files.files.keys.sorted() == [BannerFixture.path])
        #expect(fixture.file?.banners.first?.audience?.text == "buyers")
    }

    @Test func `an address can name the language that tells it from the file's others`() async throws {
        let fixture = try BannerFixture()
        try await fixture.deliver(.update(1, 1), to: "checkout+buyers:en")
        try await fixture.deliver(.update(1, 1, locale: "de-AT"), to: "checkout+buyers:de_at")
        #expect(fixture.files.files.keys.sorted() == [BannerFixture.path])
        #expect(fixture.file?.banners.map(\.locale.text) == ["en"])
        #expect(fixture.file?.banners.first?.locales.keys.sorted() == ["de-AT"])
    }

    @Test(arguments: ["en", nil]) func `an address in another language than its destination is refused`(
        locale: String?
    ) throws {
        var destination = BannerFixture.destination("checkout:de")
        destination.locale = locale.flatMap { LocaleTag($0) }
        let fixture = try BannerFixture()
        let refused = #expect(throws: Fault.self) { try fixture.channel.host(for: destination) }
        #expect(refused?.code == .addressInvalid)
        destination.locale = LocaleTag("de")
        #expect(try fixture.channel.host(for: destination) == "files")
    }

    @Test func `each place has a file of its own`() async throws {
        let fixture = try BannerFixture()
        try await fixture.deliver(.update(1, 1), to: "checkout")
        try await fixture.deliver(.update(2, 1), to: "sellers")
        #expect(fixture.files.files.count == 2)
        #expect(fixture.ids == ["inc_1"])
    }

    @Test func `only the directory must be set`() throws {
        let settings = try BannerFixture.settings(#"{"directory": "/srv/banner"}"#)
        #expect(settings == BannerSettings(directory: "/srv/banner"))
        try settings.validate()
        #expect(throws: DecodingError.self) { try BannerFixture.settings("{}") }
    }

    @Test func `every key is read, and shown again`() throws {
        let settings = try BannerFixture.settings(
            #"""
            {"directory": "d/", "max_bytes": 4096, "poll_after_s": 5, "keep_resolved": "1h", "expires_after": "30m",
             "places": ["checkout"], "paths": {"checkout": ["/checkout/**", "/*/pay"]}}
            """#
        )
        try settings.validate()
        #expect(settings.maxBytes == 4_096)
        #expect(settings.pollAfterSeconds == 5)
        #expect(settings.keepResolved == .seconds(3_600))
        #expect(settings.expiresAfter == .seconds(1_800))
        #expect(settings.places == ["checkout"])
        #expect(settings.paths == ["checkout": ["/checkout/**", "/*/pay"]])
        let shown = try JSONEncoder().encode(settings)
        #expect(try JSONDecoder().decode(BannerSettings.self, from: shown) == settings)
    }

    @Test(arguments: [
        (#"{"directory": ""}"#, "directory"), (#"{"directory": "d", "max_bytes": 4095}"#, "max_bytes"),
        (#"{"directory": "d", "max_bytes": 65537}"#, "max_bytes"),
        (#"{"directory": "d", "poll_after_s": 4}"#, "poll_after_s"),
        (#"{"directory": "d", "keep_resolved": "31d"}"#, "keep_resolved"),
        (#"{"directory": "d", "expires_after": "59s"}"#, "expires_after"),
        (#"{"directory": "d", "places": ["a/b"]}"#, "places"),
        (#"{"directory": "d", "places": ["a+buyers"]}"#, "places"),
        (#"{"directory": "d", "paths": {"Check out": ["/"]}}"#, "paths"),
        (#"{"directory": "d", "paths": {"a": ["checkout"]}}"#, "paths"),
        (#"{"directory": "d", "paths": {"a": ["/a b"]}}"#, "paths"),
        (#"{"directory": "d", "paths": {"a": ["/a[b"]}}"#, "paths"),
        (#"{"directory": "d", "paths": {"a": ["/a**"]}}"#, "paths"),
        (#"{"directory": "d", "paths": {"a": ["/***"]}}"#, "paths"),
        (#"{"directory": "d", "paths": {"a": ["/*/*/*/*"]}}"#, "paths"),
        (#"{"directory": "d", "paths": {"a": ["/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8", "/9"]}}"#, "paths"),
    ])
    func `a bad value is refused by the name of its key`(_ json: String, _ key: String) throws {
        let settings = try BannerFixture.settings(json)
        let fault = #expect(throws: Fault.self) { try settings.validate() }
        #expect(fault?.code == .configurationInvalid)
        #expect(fault?.context["where"] == key)
        #expect(throws: Fault.self) { try BannerFixture(settings) }
    }

    @Test func `the manifest lets the latest update win and describes every setting`() {
        let manifest = BannerChannel.manifest
        #expect(manifest.order == .latest)
        #expect(manifest.unknownPolicy == .resend)
        #expect(
            manifest.settings.map(\.key) == [
                "directory", "max_bytes", "poll_after_s", "keep_resolved", "expires_after", "places", "paths",
            ]
        )
        #expect(manifest.settings.filter(\.isRequired).map(\.key) == ["directory"])
    }
}
