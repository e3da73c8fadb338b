// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Synchronization

/// Services for one channel under test, and what it asked of them.
struct ConformanceWorld: Sendable {
    static let channel = ChannelName.sample("conformance")
    static let start = Timestamp(milliseconds: 1_795_269_900_000)

    let http: StubHTTPClient
    let mail: StubMailSubmitter
    let files: MemoryFileStore
    let secrets: StubSecretStore
    let clock: ObservedClock

    init(
        http: StubHTTPClient,
        mail: StubMailSubmitter = StubMailSubmitter(),
        files: MemoryFileStore = MemoryFileStore(),
        destinationSecret: String,
        now: Timestamp = ConformanceWorld.start
    ) {
        self.http = http
        self.mail = mail
        self.files = files
        self.secrets = StubSecretStore(otherwise: destinationSecret)
        self.clock = ObservedClock(now)
    }

    /// A world in which everything succeeds.
    init<Adapter>(_ conformance: ChannelConformance<Adapter>, now: Timestamp = ConformanceWorld.start) {
        let acceptance = conformance.acceptance
        self.init(
            http: StubHTTPClient { _ in acceptance },
            destinationSecret: conformance.destinationSecret,
            now: now
        )
    }

    var services: ChannelServices {
        .stub(channel: Self.channel.text, http: http, mail: mail, files: files, secrets: secrets, clock: clock)
    }

    /// What was asked of the world, in words.
    var uses: [String] {
        [
            ("the HTTP client", http.requests.count), ("the mail submitter", mail.submissions.count),
            ("the file store", files.updates), ("the secret store", secrets.lookups.count),
        ]
        .filter { $0.1 > 0 }
        .map(\.0)
    }
}

/// A clock that stands still and remembers whether anyone looked at it.
final class ObservedClock: HubClock {
    private let moment: Timestamp
    private let looks = Mutex(0)

    init(_ moment: Timestamp) { self.moment = moment }

    var now: Timestamp {
        looks.withLock { $0 += 1 }
        return moment
    }

    var reads: Int { looks.withLock { $0 } }

    func sleep(until deadline: Timestamp) async throws {
        looks.withLock { $0 += 1 }
        try Task.checkCancellation()
    }
}
