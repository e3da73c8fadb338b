// SPDX-License-Identifier: Apache-2.0

import Announcement
package import ChannelKit

extension HubConfiguration {
    /// What the configuration asks for that this version does not do yet, or that will hardly do what was meant: said at
    /// every check and every start, so that nobody relies on it.
    package var notices: [Finding] { fallbackNotices + operatorNotices + environmentNotices + pluginNotices }

    /// The same address is turned to on another channel: that takes two of a kind.
    private var fallbackNotices: [Finding] {
        let plugins = Dictionary(channels.map { ($0.name, $0.plugin) }) { first, _ in first }
        return channels.flatMap { channel in
            channel.fallback
                .compactMap { name -> Finding? in
                    guard let other = plugins[name], other != channel.plugin else { return nil }
                    return Finding(
                        "fallback_kind_differs",
                        .warning,
                        "Channel “\(channel.name)” (\(channel.plugin)) falls back to “\(name)” (\(other)): an address of "
                            + "one is seldom an address of the other.",
                        suggestion:
                            "Name a channel of the same kind, and other kinds of address with a destination's “else”.",
                        channel: channel.name
                    )
                }
        }
    }

    /// Trouble with a channel is told by another one.
    private var operatorNotices: [Finding] {
        guard let only = operators.first?.channel, operators.allSatisfy({ $0.channel == only }) else { return [] }
        return [
            Finding(
                "operators_on_one_channel",
                .warning,
                "All operators are told by channel “\(only)”: nobody is told when that one fails.",
                suggestion: "Name an operator on another channel as well.",
                channel: only
            )
        ]
    }

    private var environmentNotices: [Finding] {
        guard hub.environment != .production else { return [] }
        return [
            Finding(
                "environment_inactive",
                .warning,
                "Environment “\(hub.environment.rawValue)” does not keep messages from real readers yet.",
                suggestion: "Give it channels and audiences that reach nobody."
            )
        ]
    }
}
