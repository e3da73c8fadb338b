// SPDX-License-Identifier: Apache-2.0

/// What can be measured, by the name that chooses it on the command line.
package enum MeasureName: String, CaseIterable, Sendable, Codable {
    case webhook, mail, accept, urgent, growth, memory, start, peers

    /// What it asks, in one line.
    package var question: String {
        switch self {
        case .webhook: "Webhook fan-out, every attempt durable, against a bare libcurl multi loop"
        case .mail: "Mail fan-out, one recipient a transaction, against bare libcurl on as many threads"
        case .accept: "Time to the 202 at a fixed rate of messages, idle and under a fan-out"
        case .urgent: "A SEV1's way from request to first byte, alone and behind a backlog"
        case .growth: "What a delivery costs as the audience grows"
        case .memory: "Peak resident memory with a large audience, its import included"
        case .start: "From exec to the first delivery with a backlog pending, after kill -9"
        case .peers: "Webhook fan-out against Alertmanager's and Apprise's"
        }
    }

    func measure() -> any Measure {
        switch self {
        case .webhook: WebhookMeasure()
        case .mail: MailMeasure()
        case .accept: AcceptMeasure()
        case .urgent: UrgentMeasure()
        case .growth: GrowthMeasure()
        case .memory: MemoryMeasure()
        case .start: StartMeasure()
        case .peers: PeersMeasure()
        }
    }
}
