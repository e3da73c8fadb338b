// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials
import GRDB
import HubCore
import Outbox
import OutboxTesting
import SQLiteStorage
import Testing

@Suite struct MigrationTests {
    private let file = TemporaryStorage()

    @Test func `a file of the first version is brought up to date with all that stands in it`() async throws {
        try makeFirstVersion()
        let storage = try file.open()
        let harness = SQLiteHarness(storage: storage)
        let records = try await harness.records()
        #expect(records.map(\.state) == [.delivered, .pending, .inFlight, .inFlight, .retrying, .held, .dead])
        #expect(records.map(\.attempts) == [1, 0, 1, 2, 1, 1, 1])
        #expect(records.map(\.dueAt) == [nil, time(0), nil, nil, time(70), nil, nil])
        #expect(records.map(\.generation) == Array(repeating: 0, count: 7))
        #expect(records.first?.receipt == Receipt(id: "r1", note: "250 ok"))
        #expect(try await harness.attempts(of: Delivery.ID(1)).map(\.result) == [.delivered])
        #expect(try await harness.attempts(of: Delivery.ID(4)).map(\.result) == [.failed, .underWay])
        #expect(try await LedgerInvariants.violations(harness).isEmpty)
        let lanes = try await storage.ledger.lanes()
        #expect(lanes.map(\.lane.host) == ["example.com"])
        let bands = [BandStatus(Band(.digest), due: time(0)), BandStatus(Band(.digest, isRetry: true), due: time(70))]
        #expect(lanes.first?.bands == bands)
        try await storage.close()
    }

    @Test func `work goes on in a file of the first version`() async throws {
        try makeFirstVersion()
        let storage = try file.open()
        let scene = try await LedgerScene(SQLiteHarness(storage: storage))
        #expect(try await scene.states() == [.delivered, .pending, .dead, .dead, .retrying, .held, .dead])
        #expect(try await scene.claim(at: 100).map(\.attempt) == [1, 2])
        // The reader of the first delivery is sent the next update in the thread of the first.
        try await scene.publish(sequence: 9, to: [LedgerScene.destination("r-1@example.com")], at: 101)
        #expect(try await scene.claim(at: 101).map(\.thread) == [Receipt(id: "r1", note: "250 ok")])
        #expect(try await scene.harness.records().last?.id == Delivery.ID(8))
        guard case .replayed = try await scene.replay(Delivery.ID(6), at: 102) else {
            Issue.record("what was held is not replayed")
            return
        }
        #expect(try await scene.claim(at: 102).map(\.attempt) == [2])
        #expect(try await LedgerInvariants.violations(scene.harness).isEmpty)
        try await storage.close()
    }

    private func time(_ milliseconds: Int64) -> Timestamp { LedgerScene.time(milliseconds) }

    /// One message of an incident to seven readers, each of whom it has come to something else with.
    private func makeFirstVersion() throws {
        try FileManager.default.createDirectory(atPath: file.directory, withIntermediateDirectories: true)
        let message = try Samples.message(77, sequence: 1)
        let content = try JSONEncoder().encode(message.content)
        let refused = try #require(String(bytes: JSONEncoder().encode(LedgerScene.refused), encoding: .utf8))
        let queue = try DatabaseQueue(path: file.path)
        try queue.write { database in
            try database.execute(sql: SQLiteSchema.steps[0])
            try database.execute(sql: "PRAGMA user_version = 1")
            try database.execute(sql: "PRAGMA application_id = \(SQLiteSchema.applicationID)")
            try database.execute(
                sql: """
                    INSERT INTO channel VALUES (1, 'mail');
                    INSERT INTO lane VALUES (1, 1, 'example.com');
                    INSERT INTO subject VALUES (1, 'inc_1');
                    INSERT INTO epoch VALUES (1, 'node-1', 0);
                    """
            )
            try database.execute(
                sql: "INSERT INTO message VALUES (1, ?, 1, 1, 'upd_1', 2, ?)",
                arguments: [message.id.text, time(0).milliseconds]
            )
            try database.execute(sql: "INSERT INTO message_content VALUES (1, ?)", arguments: [content])
            // State, attempts, failures, due, finished, fault.
            let rows: [(Int, Int, Int, Int64?, Int64?, String?)] = [
                (2, 1, 0, nil, 5, nil), (0, 0, 0, 0, nil, nil), (1, 1, 0, nil, nil, nil), (1, 2, 1, nil, nil, refused),
                (3, 1, 1, 70, nil, refused), (4, 1, 0, nil, nil, refused), (8, 1, 0, nil, 6, refused),
            ]
            for (index, row) in rows.enumerated() {
                let number = Int64(index + 1)
                try database.execute(
                    sql: "INSERT INTO destination (id, channel, address) VALUES (?, 1, ?)",
                    arguments: [number, "r-\(number)@example.com"]
                )
                let due = row.3.map { time($0).milliseconds }
                let finished = row.4.map { time($0).milliseconds }
                try database.execute(
                    sql: "INSERT INTO delivery VALUES (?, 1, ?, 1, ?, 2, 0, ?, ?, ?, ?, ?, NULL, NULL, ?)",
                    arguments: [number, number, row.0, row.1, row.2, time(9_000).milliseconds, due, finished, row.5]
                )
                if let due {
                    try database.execute(sql: "INSERT INTO ready VALUES (1, 2, ?, ?)", arguments: [due, number])
                }
                if row.0 == 1 {
                    try database.execute(sql: "INSERT INTO inflight VALUES (?, ?, 1, 3)", arguments: [number, row.1])
                }
                for attempt in 1..<max(1, row.0 == 1 ? row.1 : row.1 + 1) {
                    let isDelivered = row.0 == 2
                    try database.execute(
                        sql: "INSERT INTO attempt VALUES (?, ?, 1, 2, ?, ?, ?, ?, 1)",
                        arguments: [
                            number, attempt, isDelivered ? 1 : 2, isDelivered ? "r1" : nil,
                            isDelivered ? "250 ok" : nil,
                            isDelivered ? nil : refused,
                        ]
                    )
                }
                if [0, 1, 3].contains(row.0) {
                    try database.execute(
                        sql: "INSERT INTO open_order VALUES (1, ?, 1, ?)",
                        arguments: [number, number]
                    )
                }
            }
            try database.execute(
                sql: """
                    UPDATE delivery SET receipt = 'r1', note = '250 ok' WHERE id = 1;
                    INSERT INTO thread VALUES (1, 1, 1, 'r1', '250 ok');
                    INSERT INTO tally SELECT message, state, count(*) FROM delivery GROUP BY message, state;
                    """
            )
        }
        try queue.close()
    }
}
