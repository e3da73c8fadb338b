// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Composition
import DeliveryEngine
import GRDB
import HubCore
import Incidents
import Outbox
import SQLiteStorage
import Synchronization

/// A hub on a database of its own, with stub channels, two audiences and a clock that stands still.
///
/// Audience `buyers` holds two mail addresses, one in German, a webhook and a banner; `sellers` one mail address that
/// is also a buyer's.
final class HubScene: Sendable {
    let folder: TemporaryFolder
    let clock = ManualClock()
    let sqlite: SQLiteStorage
    let channels: ChannelDirectory
    let hub: Hub
    private let wakes: Mutex<[[LaneStatus]]>

    static let admin = Principal(name: "ada", role: .admin)
    /// The moment at which every scene begins.
    static let start = ManualClock().now

    /// - Parameter wrap: puts something between the hub and its storage.
    init(
        playbooks: [Playbook] = [.checkout],
        wrap: (SQLiteStorage) -> any Storage = { $0 }
    ) async throws {
        let folder = try TemporaryFolder()
        let sqlite = try SQLiteStorage.open(path: folder.path + "/belfry.sqlite")
        let channels = try Self.stubs()
        let wakes = WakeLog()
        self.folder = folder
        self.sqlite = sqlite
        self.channels = channels
        self.wakeLog = wakes
        self.hub = Hub(
            storage: wrap(sqlite),
            channels: channels,
            templates: TemplateLibrary.read(Self.templates).library,
            playbooks: playbooks,
            clock: clock,
            publicURL: "https://status.market.example",
            locale: .english,
            unsubscribeLinks: UnsubscribeLinks(publicURL: "https://status.market.example", key: Array(repeating: 7, count: 32)),
            wake: { wakes.add($0) }
        )
        _ = try await AudienceRefresh(storage: sqlite, channels: channels).run(Self.audiences, now: clock.now)
    }
}
