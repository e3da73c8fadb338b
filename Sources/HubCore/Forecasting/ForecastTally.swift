// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Whom a survey has found so far, by channel.
struct ForecastTally {
    struct Part {
        /// Who would get it.
        fileprivate(set) var reached = 0.0
        fileprivate(set) var suppressed = 0.0
        /// Those who were seen, by lane.
        fileprivate(set) var lanes = LaneTally()
        fileprivate(set) var examined = 0
        /// How many there are for each that was seen.
        fileprivate(set) var factor = 1.0
    }

    private(set) var parts: [ChannelName: Part] = [:]
    /// How many were seen that lack a personal value, by its name.
    private(set) var lacking: [String: Int] = [:]
    private let names: [String]

    /// Here `names` is the personal values that are asked for.
    init(names: [String] = []) { self.names = names }

    /// Here `host` is nil for an address that cannot be used: nobody would get it there.
    mutating func add(_ page: SurveyPage, host: (Destination) -> String?) {
        for (channel, count) in page.examined { parts[channel, default: Part()].examined += count }
        for (channel, count) in page.suppressed { parts[channel, default: Part()].suppressed += Double(count) }
        for destination in page.destinations { reach(destination, host) }
    }

    mutating func add(
        named: [(destination: Destination, isSuppressed: Bool)],
        host: (Destination) -> String?
    ) {
        for (destination, isSuppressed) in named {
            if isSuppressed {
                parts[destination.channel, default: Part()].suppressed += 1
            } else {
                reach(destination, host)
            }
        }
    }

    /// Reckons those who were not looked at from those who were: alike on each channel, on one of which nobody was seen
    /// as on all together.
    ///
    /// Here `sizes` is how many members there are on each channel; who is in two audiences is counted for each.
    mutating func reckon(with sizes: [ChannelName: Int]) {
        let examined = parts.values.reduce(0) { $0 + $1.examined }
        let reached = parts.values.reduce(0) { $0 + $1.reached }
        for (channel, size) in sizes {
            var part = parts[channel, default: Part()]
            if part.examined > 0 {
                part.factor = max(1, Double(size) / Double(part.examined))
                part.reached *= part.factor
                part.suppressed *= part.factor
            } else if examined > 0 {
                part.reached = Double(size) * reached / Double(examined)
            }
            parts[channel] = part
        }
    }

    private mutating func reach(_ destination: Destination, _ host: (Destination) -> String?) {
        guard let host = host(destination) else { return }
        for name in names where destination.variables[name] == nil { lacking[name, default: 0] += 1 }
        parts[destination.channel, default: Part()].reached += 1
        parts[destination.channel, default: Part()].lanes.add(host)
    }
}
