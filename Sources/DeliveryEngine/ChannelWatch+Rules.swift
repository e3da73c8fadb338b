// SPDX-License-Identifier: Apache-2.0

import Announcement

extension ChannelWatch {
    /// When a channel goes into quarantine, and how it is tried there.
    package struct Rules: Hashable, Sendable {
        /// So many destinations that were reached by none, or only by doubt: transient, unknown.
        package var unreached: Int
        /// So many destinations that refused with one and the same code: bad addresses are common in a new list.
        package var refused: Int
        /// The pause before the first trial; twice as long after each that failed.
        package var firstPause: Duration
        package var longestPause: Duration
        /// How many failing destinations it remembers.
        package var memory: Int

        package init(
            unreached: Int = 5,
            refused: Int = 20,
            firstPause: Duration = .seconds(15),
            longestPause: Duration = .seconds(900),
            memory: Int = 8_192
        ) {
            self.unreached = max(1, unreached)
            self.refused = max(1, refused)
            self.firstPause = firstPause
            self.longestPause = longestPause
            self.memory = memory
        }

        func pause(afterTrials trials: Int) -> Duration {
            min(firstPause * (1 << min(max(0, trials), 20)), longestPause)
        }

        /// How many destinations have to meet the fault; nil where no number of them says anything about the channel.
        func threshold(for fault: Fault) -> Int? {
            switch fault.code.faultClass {
            case .configuration: 1
            case .transient, .unknown: unreached
            case .permanentDestination, .permanentMessage: refused
            // A limit, our own trouble, a mistake of ours: the channel has no part in it.
            case .rateLimited, .local, .request: nil
            }
        }
    }

    /// What failures have to have in common to count together.
    enum Kind: Hashable, Sendable {
        case sort(FaultClass)
        case code(FaultCode)

        /// Nil for what never counts.
        init?(of fault: Fault) {
            switch fault.code.faultClass {
            case .configuration, .transient, .unknown: self = .sort(fault.code.faultClass)
            case .permanentDestination, .permanentMessage: self = .code(fault.code)
            case .rateLimited, .local, .request: return nil
            }
        }

        init?(of observation: Observation) {
            guard case .failure(let fault) = observation else { return nil }
            self.init(of: fault)
        }
    }
}
