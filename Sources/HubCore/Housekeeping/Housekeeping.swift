// SPDX-License-Identifier: Apache-2.0

import Announcement
package import ChannelKit
package import Logging
package import Outbox
import ServiceLifecycle

/// Forgets what is past its time, beside all other work and never in its way.
///
/// It begins a minute after the start and does so every ten minutes: small transactions with pauses between them.
package struct Housekeeping: Service {
    private static let firstPause = Duration.seconds(60)
    private static let pause = Duration.seconds(600)
    private static let pagePause = Duration.milliseconds(10)
    private static let page = 1_000
    /// Longer than any client goes on repeating a request.
    private static let answersAreKept = Duration.seconds(7 * 86_400)
    /// How long questions whether messages are wanted are kept unanswered: an hour more than their links work.
    private static let questionsAreKept = SubscriptionWish.lifetime + .seconds(3_600)
    /// To look at one question takes a look at every message.
    private static let questionPage = 32

    private let storage: any Storage
    private let retention: Retention
    private let clock: any HubClock
    private let logger: Logger

    package init(storage: any Storage, retention: Retention, clock: any HubClock, logger: Logger) {
        self.storage = storage
        self.retention = retention
        self.clock = clock
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var next = clock.now + Self.firstPause
            while await sleep(until: next) {
                await tidy()
                next = clock.now + Self.pause
            }
        }
    }

    /// Goes through everything once.
    private func tidy() async {
        do throws(Fault) {
            let now = clock.now
            try await storage.write { transaction throws(Fault) in
                try transaction.forgetAnswers(before: now - Self.answersAreKept)
                try transaction.clearTraces()
            }
            let forgotten = try await forgetQuestions()
            if forgotten > 0 {
                logger.info(
                    "questions that nobody answered were forgotten",
                    metadata: ["questions": "\(forgotten)"]
                )
            }
            let deleted = try await prune()
            if deleted > 0 {
                logger.info("records past their time were deleted", metadata: ["rows": "\(deleted)"])
            }
        } catch {
            // What is left is found again the next time.
            logger.warning("housekeeping broke off", metadata: ["fault": "\(error)"])
        }
    }

    /// Forgets addresses that someone typed and nobody confirmed.
    private func forgetQuestions() async throws(Fault) -> Int {
        let moment = clock.now - Self.questionsAreKept
        var forgotten = 0
        var cursor: Message.ID?
        while true {
            let place = cursor
            let found = try await storage.read { reader throws(Fault) in
                try reader.unansweredQuestions(askedBefore: moment, after: place, limit: Self.questionPage)
            }
            if !found.groups.isEmpty {
                forgotten += try await storage.write { transaction throws(Fault) in try transaction.forget(found) }
            }
            cursor = found.cursor
            guard cursor != nil, await sleep(until: clock.now + Self.pagePause) else { return forgotten }
        }
    }

    private func prune() async throws(Fault) -> Int {
        var deleted = 0
        while true {
            let now = clock.now
            let count = try await storage.write { [retention] transaction throws(Fault) in
                try transaction.prune(retention, limit: Self.page, now: now)
            }
            deleted += count
            guard count > 0, await sleep(until: clock.now + Self.pagePause) else { return deleted }
        }
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
