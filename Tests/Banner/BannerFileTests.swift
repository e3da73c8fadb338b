// SPDX-License-Identifier: Apache-2.0

import Announcement
import Banner
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Testing

@Suite struct BannerFileTests {
    @Test func `the least urgent banners give way when the file is full`() async throws {
        let fixture = try BannerFixture()
        for number in 1...40 {
            let severity = Severity.allCases[number % 5]
            try await fixture.deliver(.update(number, 1, severity: severity, after: .milliseconds(number)))
            let size = try #require(fixture.files.files[BannerFixture.path]).count
            #expect(size <= 8_192)
        }
        let kept = try #require(fixture.file?.banners)
        #expect(kept.count > 5)
        #expect(kept.filter { $0.severity == .sev1 }.count == 8)
        #expect(!kept.contains { $0.severity == .sev5 })
        let receipt = try await fixture.deliver(.update(99, 1, severity: .sev5))
        #expect(receipt.note == "not shown: more urgent banners leave no room")
    }

    @Test func `one banner alone fits the smallest file, whatever it says`() async throws {
        var settings = BannerSettings(directory: "/srv/banner")
        settings.maxBytes = 4_096
        let fixture = try BannerFixture(settings)
        let family = "👩‍👩‍👧‍👦"
        for locale in ["en", "de", "fr", "it", "es"] {
            var message = Message.sample(
                title: String(repeating: "\"" + family, count: 100),
                short: String(repeating: "\\" + family, count: 400),
                locale: locale,
                link: "https://status.market.example/" + String(repeating: "x", count: 900)
            )
            message.facts.components = (0..<100).map { .sample("component-number-\($0)") }
            try await fixture.deliver(message)
            let size = try #require(fixture.files.files[BannerFixture.path]).count
            #expect(size <= 4_096)
            #expect(fixture.ids.count == 1)
        }
    }

    @Test(arguments: [
        "", "{", "null", "[]", "{\"schema\": 2}", "\u{0}\u{1}", "<html>",
        #"{"schema":1,"generated_at":"x","expires_at":"x","poll_after_s":30,"etag":"","banners":[],"closed":[]}"#,
    ])
    func `an unreadable file is replaced, and the receipt says so`(_ content: String) async throws {
        let fixture = try BannerFixture(files: [BannerFixture.path: content])
        let receipt = try await fixture.deliver(.update(1, 1))
        #expect(receipt.note == "shown; the file was unreadable and has been replaced")
        #expect(fixture.ids == ["inc_1"])
    }

    @Test func `what an earlier version wrote is read`() async throws {
        let fixture = try BannerFixture()
        try await fixture.deliver(.update(1, 1, locale: "de"))
        try await fixture.deliver(.update(1, 1))
        let content = try #require(fixture.files.text(BannerFixture.path))
        let old = content.replacing(/"words":\{[^}]*\},?/, with: "").replacing(",}", with: "}")
        #expect(old != content && !old.contains("words"))
        let later = try BannerFixture(files: [BannerFixture.path: old])
        #expect(try await later.deliver(.update(2, 1)).note == "shown")
        #expect(Set(later.ids) == ["inc_1", "inc_2"])
    }

    @Test func `a file that grew out of hand is replaced`() async throws {
        let fixture = try BannerFixture(files: [BannerFixture.path: String(repeating: " ", count: 2 << 20)])
        #expect(try await fixture.deliver(.update(1, 1)).note?.contains("replaced") == true)
    }

    @Test func `a store that cannot write is the store's fault`() async throws {
        let fixture = try BannerFixture()
        fixture.files.fault = Fault(.fileUnwritable, "The disk is full.")
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver(.update(1, 1)) }
        #expect(fault?.code == .fileUnwritable)
    }

    @Test func `a file has the keys of the schema, and every key of the schema can occur`() async throws {
        var settings = BannerSettings(directory: "/srv/banner")
        settings.paths = ["checkout": ["/checkout"], "payments": ["/pay"]]
        let fixture = try BannerFixture(settings)
        let address = "checkout+buyers"
        try await fixture.deliver(.update(9, 1, .resolved), to: address)
        fixture.clock.advance(by: .seconds(900))
        try await fixture.deliver(.update(1, 2), to: address)
        try await fixture.deliver(.update(1, 2, locale: "de"), to: address)
        let content = try #require(fixture.files.files[BannerFixture.path])
        let file = try JSONDecoder().decode(Shape.self, from: Data(content))
        let schema = try JSONDecoder().decode(Schema.self, from: Data(contentsOf: Schema.path))
        #expect(file.keys == schema.top)
        #expect(file.closed == schema.closed)
        #expect(file.banner == schema.banner)
        #expect(file.link == ["label", "url"])
        #expect(file.variant == ["body", "label", "title", "words"])
        #expect(file.words == ["dismiss", "next_update", "state"])
        #expect(Set(BannerEntry.CodingKeys.allCases.map(\.rawValue)) == schema.banner)
        #expect(Set(BannerFile.CodingKeys.allCases.map(\.rawValue)) == schema.top)
    }

    @Test func `slashes are escaped, so that a page may hold the file in a script element`() async throws {
        let fixture = try BannerFixture()
        try await fixture.deliver(.sample(title: "</script><script>alert(1)</script>"))
        #expect(fixture.files.text(BannerFixture.path)?.contains("</") == false)
        #expect(fixture.file?.banners.first?.title == "</script><script>alert(1)</script>")
    }
}

/// The keys that a file has.
private struct Shape: Decodable {
    var keys: Set<String> = []
    var closed: Set<String> = []
    var banner: Set<String> = []
    var link: Set<String> = []
    var variant: Set<String> = []
    var words: Set<String> = []

    init(from decoder: any Decoder) throws {
        let file = try decoder.container(keyedBy: AnyKey.self)
        keys = file.names
        var list = try file.nestedUnkeyedContainer(forKey: AnyKey("closed"))
        closed = try list.nestedContainer(keyedBy: AnyKey.self).names
        list = try file.nestedUnkeyedContainer(forKey: AnyKey("banners"))
        let first = try list.nestedContainer(keyedBy: AnyKey.self)
        banner = first.names
        words = try first.nestedContainer(keyedBy: AnyKey.self, forKey: AnyKey("words")).names
        link = try first.nestedContainer(keyedBy: AnyKey.self, forKey: AnyKey("link")).names
        let locales = try first.nestedContainer(keyedBy: AnyKey.self, forKey: AnyKey("locales"))
        variant = try locales.nestedContainer(keyedBy: AnyKey.self, forKey: AnyKey("de")).names
    }
}

/// The keys that the schema names.
private struct Schema: Decodable {
    var top: Set<String>
    var closed: Set<String>
    var banner: Set<String>

    static var path: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Plugins/Banner/banner.schema.json")
    }

    init(from decoder: any Decoder) throws {
        let schema = try decoder.container(keyedBy: AnyKey.self)
        let properties = try schema.nestedContainer(keyedBy: AnyKey.self, forKey: AnyKey("properties"))
        top = properties.names
        closed = try properties.nestedContainer(keyedBy: AnyKey.self, forKey: AnyKey("closed"))
            .nestedContainer(keyedBy: AnyKey.self, forKey: AnyKey("items"))
            .nestedContainer(keyedBy: AnyKey.self, forKey: AnyKey("properties")).names
        banner = try schema.nestedContainer(keyedBy: AnyKey.self, forKey: AnyKey("$defs"))
            .nestedContainer(keyedBy: AnyKey.self, forKey: AnyKey("banner"))
            .nestedContainer(keyedBy: AnyKey.self, forKey: AnyKey("properties")).names
    }
}

private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { self.stringValue = name }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer<AnyKey> {
    fileprivate var names: Set<String> { Set(allKeys.map(\.stringValue)) }
}
