// SPDX-License-Identifier: Apache-2.0

import Announcement
package import ChannelKit

extension HubConfiguration {
    /// What the configuration asks for and this version does not do yet: said at every check and every start, so that
    /// nobody relies on it.
    package var notices: [Finding] {
        var notices = channels.filter { !$0.fallback.isEmpty }
            .map { channel in
                Finding(
                    "fallback_inactive",
                    .warning,
                    "Falling back is not built yet: channel “\(channel.name)” keeps retrying instead.",
                    channel: channel.name
                )
            }
        let withElse = audiences.flatMap(\.destinations).filter { !$0.fallbacks.isEmpty }.count
        if withElse > 0 {
            notices.append(
                Finding(
                    "else_inactive",
                    .warning,
                    "Turning to another address is not built yet: “else” of \(withElse) destinations is kept, not used."
                )
            )
        }
        if hub.environment != .production {
            notices.append(
                Finding(
                    "environment_inactive",
                    .warning,
                    "Environment “\(hub.environment.rawValue)” does not keep messages from real readers yet.",
                    suggestion: "Give it channels and audiences that reach nobody."
                )
            )
        }
        return notices
    }
}
