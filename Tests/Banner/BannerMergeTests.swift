// SPDX-License-Identifier: Apache-2.0

import Announcement
import Banner
import ChannelKit
import ChannelKitTesting
import Testing

@Suite struct BannerMergeTests {
    @Test func `an incident has one banner, which a later update replaces`() async throws {
        let fixture = try BannerFixture()
        let receipt = try await fixture.deliver(.update(1, 1, .investigating))
        try await fixture.deliver(.update(1, 2, .identified, after: .seconds(60)))
        #expect(receipt.id == "inc_1")
        #expect(receipt.note == "shown")
        #expect(fixture.file?.banners.map(\.title) == ["Update 2 in en"])
        #expect(fixture.file?.banners.first?.status == .identified)
    }

    @Test func `an earlier update never replaces a later one, and says so`() async throws {
        let fixture = try BannerFixture()
        try await fixture.deliver(.update(1, 2))
        let before = fixture.files.text(BannerFixture.path)
        let receipt = try await fixture.deliver(.update(1, 1))
        #expect(receipt.note == "not shown: a later update of the incident is there already")
        #expect(fixture.files.text(BannerFixture.path) == before)
    }

    @Test func `a resolved incident stays gone when an earlier update straggles in`() async throws {
        let fixture = try BannerFixture()
        try await fixture.deliver(.update(1, 3, .resolved))
        fixture.clock.advance(by: .seconds(15 * 60))
        try await fixture.deliver(.update(2, 1, after: .seconds(15 * 60)))
        #expect(fixture.ids == ["inc_2"])
        let receipt = try await fixture.deliver(.update(1, 2))
        #expect(receipt.note == "not shown: a later update of the incident is there already")
        #expect(fixture.ids == ["inc_2"])
        let reopened = try await fixture.deliver(.update(1, 4, .investigating, after: .seconds(15 * 60)))
        #expect(reopened.note == "shown")
        #expect(Set(fixture.ids) == ["inc_1", "inc_2"])
    }

    @Test func `what is closed is forgotten after a day`() async throws {
        let fixture = try BannerFixture()
        try await fixture.deliver(.update(1, 3, .resolved))
        fixture.clock.advance(by: .seconds(15 * 60))
        try await fixture.deliver(.update(2, 1, after: .seconds(15 * 60)))
        #expect(fixture.file?.closed.map(\.id) == ["inc_1"])
        fixture.clock.advance(by: .seconds(86_400))
        try await fixture.deliver(.update(3, 1, after: .seconds(86_400)))
        #expect(fixture.file?.closed.map(\.id) == ["inc_2"])
    }

    @Test func `a resolved banner stays as long as the settings say`() async throws {
        var settings = BannerSettings(directory: "/srv/banner")
        settings.keepResolved = .seconds(60)
        let fixture = try BannerFixture(settings)
        try await fixture.deliver(.update(1, 1))
        try await fixture.deliver(.update(1, 2, .resolved))
        fixture.clock.advance(by: .milliseconds(59_999))
        try await fixture.deliver(.update(2, 1))
        #expect(fixture.ids == ["inc_2", "inc_1"])
        #expect(fixture.file?.banners.last?.level == .success)
        fixture.clock.advance(by: .milliseconds(1))
        try await fixture.deliver(.update(2, 2))
        #expect(fixture.ids == ["inc_2"])
    }

    @Test func `a banner whose update is two hours overdue goes`() async throws {
        let fixture = try BannerFixture()
        try await fixture.deliver(.update(1, 1))
        fixture.clock.advance(by: .seconds(1_200 + 7_200 - 1))
        try await fixture.deliver(.update(2, 1, severity: .sev5, after: .seconds(7_000)))
        #expect(fixture.ids == ["inc_1", "inc_2"])
        fixture.clock.advance(by: .seconds(1))
        try await fixture.deliver(.update(2, 2, severity: .sev5, after: .seconds(7_000)))
        #expect(fixture.ids == ["inc_2"])
    }

    @Test func `a resolution that arrives too late to be shown takes the banner away`() async throws {
        let fixture = try BannerFixture()
        try await fixture.deliver(.update(1, 1))
        fixture.clock.advance(by: .seconds(1_000))
        let receipt = try await fixture.deliver(.update(1, 2, .resolved))
        #expect(receipt.note == "not shown: its time is over")
        #expect(fixture.ids.isEmpty)
        #expect(fixture.file?.expiresAt == fixture.clock.now)
    }

    @Test func `the same update in another language is added to the banner, in either order`() async throws {
        for locales in [["en", "de"], ["de", "en"]] {
            let fixture = try BannerFixture()
            for locale in locales { try await fixture.deliver(.update(1, 2, locale: locale)) }
            let banner = try #require(fixture.file?.banners.first)
            #expect(fixture.ids == ["inc_1"])
            #expect(banner.locale.text == locales[0])
            #expect(banner.title == "Update 2 in \(locales[0])")
            #expect(banner.locales.keys.sorted() == [locales[1]])
            #expect(banner.locales[locales[1]]?.title == "Update 2 in \(locales[1])")
            #expect(banner.locales[locales[1]]?.label == (locales[1] == "de" ? "Mehr dazu" : "Read more"))
            let before = fixture.files.text(BannerFixture.path)
            for locale in locales { try await fixture.deliver(.update(1, 2, locale: locale)) }
            #expect(fixture.files.text(BannerFixture.path) == before)
            try await fixture.deliver(.update(1, 3, locale: "de"))
            #expect(fixture.file?.banners.first?.locales.isEmpty == true)
        }
    }

    @Test func `each audience of a file has a banner of its own`() async throws {
        let fixture = try BannerFixture()
        try await fixture.deliver(.update(1, 1), to: "checkout+buyers")
        try await fixture.deliver(.update(1, 1), to: "checkout+sellers")
        try await fixture.deliver(.update(1, 1))
        #expect(fixture.file?.banners.map { $0.audience?.text } == [nil, "buyers", "sellers"])
        try await fixture.deliver(.update(1, 2, after: .seconds(60)), to: "checkout+sellers")
        #expect(fixture.file?.banners.map(\.sequence) == [2, 1, 1])
        #expect(fixture.file?.banners.first?.audience?.text == "sellers")
        try await fixture.deliver(.update(1, 2, .resolved), to: "checkout+buyers")
        fixture.clock.advance(by: .seconds(900))
        let late = try await fixture.deliver(.update(1, 1), to: "checkout+buyers")
        #expect(late.note == "not shown: a later update of the incident is there already")
        #expect(fixture.file?.closed.map { $0.audience?.text } == ["buyers"])
        #expect(fixture.file?.banners.map { $0.audience?.text } == ["sellers", nil])
    }

    @Test func `repeating a delivery leaves the file as it is`() async throws {
        let fixture = try BannerFixture()
        try await fixture.deliver(.update(1, 1))
        let before = fixture.files.text(BannerFixture.path)
        fixture.clock.advance(by: .seconds(60))
        try await fixture.deliver(.update(1, 1))
        #expect(fixture.files.text(BannerFixture.path) == before)
        #expect(fixture.files.updates == 2)
    }

    @Test func `a notice outside an incident is a banner of its own`() async throws {
        let fixture = try BannerFixture()
        var notice = Message.sample(phase: nil, severity: nil)
        notice.facts.incident = nil
        let receipt = try await fixture.deliver(notice)
        try await fixture.deliver(.update(1, 1))
        #expect(receipt.id == notice.id.text)
        #expect(fixture.ids == ["inc_1", notice.id.text])
        #expect(fixture.file?.banners.last?.incidentID == nil)
        #expect(fixture.file?.banners.last?.level == .info)
    }

    @Test func `the most urgent comes first: open, then severe, then recent; exercises last`() async throws {
        let fixture = try BannerFixture()
        try await fixture.deliver(.update(1, 1, .resolved, severity: .sev1))
        try await fixture.deliver(.update(2, 1, severity: .sev1, isDrill: true))
        try await fixture.deliver(.update(3, 1, severity: .sev3))
        try await fixture.deliver(.update(4, 1, severity: .sev2))
        try await fixture.deliver(.update(5, 1, severity: nil))
        try await fixture.deliver(.update(6, 1, severity: .sev3, after: .seconds(1)))
        #expect(fixture.ids == ["inc_4", "inc_6", "inc_3", "inc_5", "inc_1", "inc_2"])
    }

    @Test func `the etag changes with what is shown, and only with that`() async throws {
        let fixture = try BannerFixture()
        let other = try BannerFixture()
        try await fixture.deliver(.update(1, 1))
        other.clock.advance(by: .seconds(5))
        try await other.deliver(.update(1, 1))
        let first = fixture.file?.etag
        #expect(first?.count == 16)
        #expect(other.file?.etag == first)
        #expect(other.file?.generatedAt != fixture.file?.generatedAt)
        try await fixture.deliver(.update(1, 2))
        #expect(fixture.file?.etag != first)
    }
}
