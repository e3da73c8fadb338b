// SPDX-License-Identifier: Apache-2.0

import Announcement
import Outbox

/// What an attempt's outcome says of the host it went to, beside what it says of the destination.
struct LaneVerdict: Sendable {
    enum Sign: Sendable {
        /// The host answered as one that works.
        case well
        /// The host itself could not be spoken to.
        case hostFails
        /// The answer was a failure that may be this destination's alone.
        case destinationFails
        /// It says nothing either way: a limit, our own trouble.
        case silent
    }

    let sign: Sign
    /// Whether too many attempts at once could be the reason.
    let isCongestion: Bool

    init(_ outcome: AttemptOutcome) {
        switch outcome {
        case .delivered: (sign, isCongestion) = (.well, false)
        case .unknown: (sign, isCongestion) = (.destinationFails, true)
        case .failed(let fault):
            switch fault.code {
            case .connectionRefused, .tlsFailed, .hostUnknown: (sign, isCongestion) = (.hostFails, true)
            case .timedOut, .connectionLost:
                let isHost = fault.context["phase"].map { ["resolve", "connect", "tls"].contains($0) } ?? false
                (sign, isCongestion) = (isHost ? .hostFails : .destinationFails, true)
            // The host has looked at the recipient and answered.
            case .mailboxFull, .greylisted: (sign, isCongestion) = (.well, false)
            default:
                switch fault.code.faultClass {
                case .transient, .unknown: (sign, isCongestion) = (.destinationFails, false)
                case .permanentDestination, .permanentMessage: (sign, isCongestion) = (.well, false)
                case .rateLimited, .configuration, .local, .request: (sign, isCongestion) = (.silent, false)
                }
            }
        }
    }

    /// What it says of the destination alone.
    var ofDestination: Breaker.Result {
        switch sign {
        case .well: .success
        case .hostFails, .destinationFails: .failure
        case .silent: .neutral
        }
    }
}
