// SPDX-License-Identifier: Apache-2.0

package import Announcement

extension ChannelServices {
    /// What one request may take: the channel's own limit, or what is left of the attempt.
    ///
    /// - Throws: ``FaultCode/timedOut`` where nothing is left.
    package func timeout(_ longest: Duration, until deadline: Timestamp) throws(Fault) -> Duration {
        let timeout = min(longest, deadline - clock.now)
        guard timeout > .zero else { throw Fault(.timedOut, "The attempt's deadline passed before the request.") }
        return timeout
    }
}
