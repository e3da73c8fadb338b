// SPDX-License-Identifier: Apache-2.0

import Announcement
package import Outbox

extension DeliveryRecord {
    /// Where the delivery stands and why, in a sentence or two for people.
    ///
    /// Here `chain` is the deliveries that it may have been passed on to, where they were looked up.
    package func explanation(among chain: [DeliveryRecord] = []) -> String {
        switch state {
        case .pending:
            attempts == 0 ? "It waits for its first attempt." : "It is to be sent anew and waits for its turn."
        case .inFlight: "Attempt \(attempts) is under way."
        case .delivered:
            attempts > 1 ? "The provider took it with attempt \(attempts)." : "The provider took it."
        case .retrying: retryWords + passedOn(among: chain)
        case .held: "It is kept and not sent. " + reason + passedOn(among: chain)
        case .superseded: "A newer update of the incident went out in its place."
        case .expired: "It was of use until \(expiresAt) and could not be made by then. " + reason
        case .rerouted: rerouteWords(among: chain)
        case .dead: "It was given up after \(attemptWords). " + reason + passedOn(among: chain)
        case .cancelled: "It was withdrawn. " + reason
        }
    }

    private var retryWords: String {
        let next = dueAt.map { "the next is due at \($0)" } ?? "another follows"
        return "Attempt \(attempts) failed; \(next). " + reason
    }

    private func rerouteWords(among chain: [DeliveryRecord]) -> String {
        guard let reroutedTo else { return "Another delivery carries the message to this reader. " + reason }
        guard let next = chain.first(where: { $0.id == reroutedTo }) else {
            return "It was passed on to \(reroutedTo). " + reason
        }
        let state = next.state.rawValue.replacing("_", with: " ")
        return "It was passed on to \(reroutedTo) on channel \(next.destination.channel), which is \(state). " + reason
    }

    /// What is added where it goes on by itself although it was passed on.
    private func passedOn(among chain: [DeliveryRecord]) -> String {
        guard let reroutedTo else { return "" }
        let channel = chain.first { $0.id == reroutedTo }.map { " on channel \($0.destination.channel)" } ?? ""
        return " It was passed on to \(reroutedTo)\(channel) as well: whichever arrives first counts."
    }

    private var attemptWords: String {
        switch attempts {
        case 0: "no attempt"
        case 1: "one attempt"
        default: "\(attempts) attempts"
        }
    }

    /// The fault's own words.
    private var reason: String { fault.map { "\($0.message) (\($0.code.rawValue))" } ?? "No reason is on record." }
}
