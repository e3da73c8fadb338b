// SPDX-License-Identifier: Apache-2.0

import Announcement
package import ChannelKit
package import Logging
import ServiceLifecycle

/// Reads the mailbox to which failures are sent, beside all other work.
///
/// A mail is marked as handled once what it told is recorded; one that a crash leaves unmarked is read again, and known.
/// What is no mail stays where it is and is counted in the log.
package struct BounceMailbox: Service {
    private static let firstPause = Duration.seconds(1)
    private static let pause = Duration.seconds(5)
    /// While there is more to read.
    private static let pagePause = Duration.milliseconds(50)
    private static let page = 100
    /// Every so many looks, mails are looked for that another reader moved out of the way before they were handled.
    private static let currentEvery = 60
    private static let mostSetAside = 10_000

    private let maildir: Maildir
    private let intake: BounceIntake
    private let clock: any HubClock
    private let logger: Logger

    package init(path: String, intake: BounceIntake, clock: any HubClock, logger: Logger) {
        self.maildir = Maildir(path: path)
        self.intake = intake
        self.clock = clock
        self.logger = logger
    }

    /// What is remembered from one look to the next.
    private struct Memory {
        var looks = 0
        /// Names of what is no mail.
        var setAside: Set<String> = []
        /// What kept the last look from its end.
        var fault: Fault?
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var memory = Memory()
            var next = clock.now + Self.firstPause
            while await sleep(until: next) {
                let isFull = await look(&memory)
                next = clock.now + (isFull ? Self.pagePause : Self.pause)
            }
        }
    }

    /// Handles a page of what has arrived.
    ///
    /// - Returns: whether there may be more.
    private func look(_ memory: inout Memory) async -> Bool {
        let withCurrent = memory.looks % Self.currentEvery == 0
        var counts: [BounceResult.Outcome: Int] = [:]
        defer { tell(counts) }
        do throws(Fault) {
            let letters = try maildir.unseen(withCurrent: withCurrent, limit: Self.page, except: memory.setAside)
            for letter in letters {
                guard !Task.isCancelled else { return false }
                let outcome = try await handle(letter)
                counts[outcome, default: 0] += 1
                if outcome == .unreadable { memory.setAside.insert(letter.name) }
            }
            if memory.setAside.count > Self.mostSetAside { memory.setAside = [] }
            if memory.fault != nil { logger.notice("the mailbox for failures is read again") }
            memory.fault = nil
            let isFull = letters.count == Self.page
            if !isFull { memory.looks += 1 }
            return isFull
        } catch {
            // Said once for as long as it is so.
            if memory.fault?.code != error.code {
                logger.error(
                    "the mailbox for failures is not read: \(error.message)",
                    metadata: ["code": "\(error.code.rawValue)", "where": "\(error.context["where"] ?? "")"]
                )
            }
            memory.fault = error
            return false
        }
    }

    private func handle(_ letter: Maildir.Letter) async throws(Fault) -> BounceResult.Outcome {
        guard let content = maildir.content(of: letter) else { return .unreadable }
        let result = try await intake.take(mail: content, by: "mailbox")
        if result.outcome != .unreadable { try maildir.settle(letter) }
        return result.outcome
    }

    private func tell(_ counts: [BounceResult.Outcome: Int]) {
        guard !counts.isEmpty else { return }
        let unreadable = counts[.unreadable] ?? 0
        if unreadable > 0 {
            logger.warning(
                "files that are no mails were left where they are",
                metadata: ["count": "\(unreadable)", "where": "\(maildir.path)"]
            )
        }
        let parts = counts.map { "\($0.value) \($0.key.rawValue)" }.sorted().joined(separator: ", ")
        logger.info("mails that came back were read", metadata: ["results": "\(parts)"])
    }

    /// - Returns: whether the time has come; false where the service is to end.
    private func sleep(until moment: Timestamp) async -> Bool {
        do {
            try await clock.sleep(until: moment)
            return !Task.isCancelled
        } catch {
            return false
        }
    }
}
