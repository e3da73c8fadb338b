// SPDX-License-Identifier: Apache-2.0

package import Announcement

extension Finding {
    /// What a check of a channel ended in: a warning where it may pass by itself, else an error.
    ///
    /// - Parameters:
    ///   - fault: why the check failed.
    ///   - place: the setting to look at, where it is known.
    ///   - channel: whose check it was.
    package init(_ fault: Fault, place: String? = nil, channel: ChannelName) {
        self.init(
            fault.code.rawValue,
            fault.isTransient ? .warning : .error,
            fault.message,
            place: place,
            suggestion: fault.suggestedAction,
            channel: channel
        )
    }
}
