// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
package import DeliveryEngine
package import Logging
import ServiceLifecycle

/// Takes up secrets that have changed in their files, without a restart: a bot's token, a relay's password, a key.
///
/// Every few seconds it looks at the settings of the channels that keep any of them in a file. Where they say something
/// else, the channel's adapter is made anew, checked as at the start, begun, and used from the next attempt on. Where
/// they cannot be used, the channel goes on with what it has, and the log says why. No delivery is lost or made twice
/// by it: an attempt ends with the adapter that it began with. What was refused for the earlier settings is tried at once.
package struct SettingsRotation: Service {
    /// One channel whose settings can change.
    package struct Subject: Sendable {
        package let channel: ChannelName
        package let exchange: ExchangeableChannel
        /// What the adapter in use was made of.
        let settings: Document
        let origin: SettingsOrigin
        let make: @Sendable (_ settings: Document) throws(Fault) -> AnyChannel

        /// Nil where nothing of the settings can change, or where it is not known where they come from.
        ///
        /// Here `adapter` is what `make` made of the declared settings.
        package init?(
            _ declaration: ChannelDeclaration,
            adapter: AnyChannel,
            make: @escaping @Sendable (_ settings: Document) throws(Fault) -> AnyChannel
        ) {
            guard let origin = declaration.origin, origin.canChange else { return nil }
            self.channel = declaration.name
            self.exchange = ExchangeableChannel(adapter)
            self.settings = declaration.settings
            self.origin = origin
            self.make = make
        }
    }

    package static let pause = Duration.seconds(2)

    private let subjects: [Subject]
    private let secrets: any SecretStore
    private let engine: any EngineControl
    private let clock: any HubClock
    private let logger: Logger

    package init(
        _ subjects: [Subject],
        secrets: any SecretStore,
        engine: any EngineControl,
        clock: any HubClock,
        logger: Logger
    ) {
        self.subjects = subjects
        self.secrets = secrets
        self.engine = engine
        self.clock = clock
        self.logger = logger
    }

    package func run() async throws {
        guard !subjects.isEmpty else {
            // Cancelled or told to stop, what comes next is the same.
            try? await gracefulShutdown()
            return
        }
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                // A program that is slow to begin keeps no other channel waiting.
                for subject in subjects { group.addTask { await watch(subject) } }
            }
        }
    }

    private func watch(_ subject: Subject) async {
        var watch = SettingsWatch(using: subject.settings)
        while await rest() {
            await subject.exchange.stopRetired()
            let sight: SettingsWatch.Sight
            var fault: Fault?
            do throws(Fault) {
                sight = .settings(try subject.origin.read(with: secrets))
            } catch {
                sight = .unreadable
                fault = error
            }
            guard watch.isDue(sight) else { continue }
            do throws(Fault) {
                if let fault { throw fault }
                guard case .settings(let settings) = sight else { continue }
                try await take(settings, for: subject)
                watch.took(settings)
            } catch {
                watch.refuse(sight)
                tell(error, of: subject.channel)
            }
        }
    }

    /// Makes a new adapter and has it used.
    private func take(_ settings: Document, for subject: Subject) async throws(Fault) {
        let adapter = try subject.make(settings)
        do throws(Fault) {
            try await adapter.start()
        } catch {
            await adapter.stop()
            throw error
        }
        subject.exchange.exchange(for: adapter)
        logger.info("channel \(subject.channel) uses its changed settings")
        engine.renew(subject.channel)
        do throws(Fault) {
            try await adapter.prepare()
        } catch {
            // Deliveries go on all the same.
            logger.warning("channel \(subject.channel) is not ready yet: \(error.message)")
        }
    }

    private func tell(_ fault: Fault, of channel: ChannelName) {
        let fault = FaultCatalogue.shipped.advised(fault)
        logger.error(
            "channel \(channel) goes on with the settings it has: \(fault.message)",
            metadata: [
                "code": "\(fault.code.rawValue)", "where": "\(fault.context["where"] ?? "")",
                "action": "\(fault.suggestedAction ?? "")",
            ]
        )
    }

    /// - Returns: whether the time has come; false where the service is to end.
    private func rest() async -> Bool {
        do {
            try await clock.sleep(for: Self.pause)
            return !Task.isCancelled
        } catch {
            return false
        }
    }
}
