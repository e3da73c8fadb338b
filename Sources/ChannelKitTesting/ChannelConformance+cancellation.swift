// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

extension ChannelConformance {
    /// An attempt ends soon after its task is cancelled, whatever it waits for, and not with a receipt.
    func checkCancellation(_ report: inout ConformanceReport) async {
        guard let destination = destinations.first else { return }
        let hang = Hang()
        let services = ChannelServices.stub(
            channel: ConformanceWorld.channel.text,
            http: StubHTTPClient { _ in throw await hang.wait() },
            mail: StubMailSubmitter { _ in throw await hang.wait() },
            files: HangingFileStore(hang: hang),
            secrets: StubSecretStore(otherwise: destinationSecret),
            clock: ObservedClock(ConformanceWorld.start)
        )
        guard let adapter = try? Adapter(settings: settings, services: services),
            let delivery = delivery(of: .sample(), to: destination, by: adapter)
        else { return }
        let ended = EventTally()
        // Not a child task: a channel that ignores cancellation must not hold up the suite as well.
        let attempt = Task {
            let outcome = await self.outcome(of: delivery, by: adapter)
            ended.add()
            return outcome
        }
        defer { hang.release() }
        guard await hang.started.wait(for: 1, within: .seconds(10)) else {
            return report.add(
                "cancellation",
                "The channel reaches the world other than by its services, or not at all."
            )
        }
        attempt.cancel()
        guard await ended.wait(for: 1, within: .seconds(5)) else {
            return report.add("cancellation", "Five seconds after its cancellation an attempt still runs.")
        }
        if case .success = await attempt.value { report.add("cancellation", "A cancelled attempt returns a receipt.") }
    }
}

/// A disk that does not answer.
private struct HangingFileStore: FileStore {
    let hang: Hang

    func update(
        _ path: String,
        _ transform: @Sendable (_ content: [UInt8]?) throws(Fault) -> [UInt8]?
    ) async throws(Fault) {
        throw await hang.wait()
    }

    func publish(
        _ path: String,
        _ transform: @Sendable (_ record: [UInt8]?) throws(Fault) -> FileSet?
    ) async throws(Fault) {
        throw await hang.wait()
    }
}
