// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Outbox
import Synchronization
import Testing

/// What a message says to each reader alone.
struct PersonalRenderingTests {
    /// What was rendered and what was delivered, by address.
    private final class Record: Sendable {
        let renderings = Mutex(0)
        let delivered = Mutex<[String: String]>([:])
    }

    private struct PersonalChannel: Channel {
        struct Settings: ChannelSettings { func validate() throws(Fault) {} }

        static let manifest = ChannelManifest(
            kind: "letter",
            version: "1",
            summary: "Reaches one reader alone.",
            settings: [],
            capabilities: [.personal],
            retry: RetryPolicy(schedule: [], expires: .seconds(3_600))
        )

        let record: Record

        init(_ record: Record) { self.record = record }

        init(settings: Settings, services: ChannelServices) throws(Fault) { self.init(Record()) }

        func host(for destination: Destination) throws(Fault) -> String { "host" }

        func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
            record.renderings.withLock { $0 += 1 }
            return Rendering(parts: [RenderedPart("text", "text/plain", message.title)])
        }

        func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt {
            record.delivered.withLock { $0[delivery.destination.address] = delivery.rendering.parts[0].text }
            return Receipt()
        }
    }

    private struct PublicChannel: Channel {
        struct Settings: ChannelSettings { func validate() throws(Fault) {} }

        static let manifest = ChannelManifest(
            kind: "board",
            version: "1",
            summary: "Everyone reads along.",
            settings: [],
            retry: RetryPolicy(schedule: [], expires: .seconds(3_600)),
            isPersonal: true
        )

        let base: PersonalChannel

        init(_ record: Record) { self.base = PersonalChannel(record) }

        init(settings: Settings, services: ChannelServices) throws(Fault) { self.init(Record()) }

        func host(for destination: Destination) throws(Fault) -> String { "host" }

        func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
            try base.render(message, for: destination)
        }

        func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt { try await base.deliver(delivery) }
    }

    /// Delivers one message to ten readers, of whom those of even number have a name.
    private func deliver(_ text: String, on adapter: AnyChannel, _ record: Record) async throws -> [String: String] {
        let stage = EngineStage(channels: [ConfiguredChannel(name: .sample("mail"), adapter: adapter)])
        let readers = (0..<10)
            .map { number in
                Destination(
                    channel: .sample("mail"),
                    address: "r\(number)",
                    variables: number % 2 == 0 ? ["name": "Ada \(number)"] : [:]
                )
            }
        try await stage.run {
            try await stage.accept(text, for: readers)
            await stage.settled([.delivered])
        }
        return record.delivered.withLock { $0 }
    }

    @Test func `each reader gets his own value, and those without one share one rendering`() async throws {
        let record = Record()
        let delivered = try await deliver(
            "Dear {{reader.name|reader}}",
            on: AnyChannel(PersonalChannel(record)),
            record
        )
        for number in 0..<10 {
            #expect(delivered["r\(number)"] == (number % 2 == 0 ? "Dear Ada \(number)" : "Dear reader"))
        }
        // One for all five without a name, one for each with one; two may have begun at once.
        #expect(record.renderings.withLock { $0 } >= 6)
    }

    @Test(arguments: ["Dear readers", "Order {{reader.order|none}}"])
    func `where nothing is personal to those who are written to, the rendering is shared`(text: String) async throws {
        let record = Record()
        let delivered = try await deliver(text, on: AnyChannel(PersonalChannel(record)), record)
        #expect(Set(delivered.values).count == 1)
        #expect(record.renderings.withLock { $0 } < 10)
    }

    @Test func `where everyone reads along, the default stands`() async throws {
        let record = Record()
        let delivered = try await deliver("Dear {{reader.name|reader}}", on: AnyChannel(PublicChannel(record)), record)
        #expect(delivered.count == 10)
        #expect(Set(delivered.values) == ["Dear reader"])
    }
}
