// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit

/// What a channel of banner files can be set to; only the directory must be.
package struct BannerSettings: ChannelSettings, Hashable {
    /// Where the files are written, one for each destination.
    package var directory: String
    /// No file grows beyond this: pages fetch it again and again.
    package var maxBytes = 8 * 1_024
    /// Seconds after which pages are asked to look again.
    package var pollAfterSeconds = 30
    /// How long a banner stays after it says that all is well again.
    package var keepResolved: Duration = .seconds(15 * 60)
    /// How long a banner stays past the moment for which its next update was promised: silence from the hub must not
    /// leave an old alarm standing.
    package var expiresAfter: Duration = .seconds(2 * 3_600)

    package init(directory: String) { self.directory = directory }

    private enum CodingKeys: String, CodingKey {
        case directory
        case maxBytes = "max_bytes"
        case pollAfterSeconds = "poll_after_s"
        case keepResolved = "keep_resolved"
        case expiresAfter = "expires_after"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let defaults = BannerSettings(directory: try values.decode(String.self, forKey: .directory))
        self.directory = defaults.directory
        self.maxBytes = try values.decodeIfPresent(Int.self, forKey: .maxBytes) ?? defaults.maxBytes
        self.pollAfterSeconds =
            try values.decodeIfPresent(Int.self, forKey: .pollAfterSeconds) ?? defaults.pollAfterSeconds
        self.keepResolved =
            try values.decodeIfPresent(SettingDuration.self, forKey: .keepResolved)?.value ?? defaults.keepResolved
        self.expiresAfter =
            try values.decodeIfPresent(SettingDuration.self, forKey: .expiresAfter)?.value ?? defaults.expiresAfter
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(directory, forKey: .directory)
        try values.encode(maxBytes, forKey: .maxBytes)
        try values.encode(pollAfterSeconds, forKey: .pollAfterSeconds)
        try values.encode(SettingDuration(keepResolved), forKey: .keepResolved)
        try values.encode(SettingDuration(expiresAfter), forKey: .expiresAfter)
    }

    package func validate() throws(Fault) {
        let month: Duration = .seconds(30 * 86_400)
        guard !directory.isEmpty, !directory.contains("\0") else {
            throw invalid("directory", "The banner files' directory is empty.")
        }
        guard (4_096...65_536).contains(maxBytes) else {
            throw invalid("max_bytes", "A banner file's size is not between 4096 and 65536 bytes.")
        }
        guard (5...3_600).contains(pollAfterSeconds) else {
            throw invalid("poll_after_s", "The polling interval is not between 5 and 3600 seconds.")
        }
        guard keepResolved <= month else { throw invalid("keep_resolved", "The span is longer than 30d.") }
        guard expiresAfter >= .seconds(60), expiresAfter <= month else {
            throw invalid("expires_after", "The span is not between 1m and 30d.")
        }
    }

    private func invalid(_ key: String, _ message: String) -> Fault {
        Fault(.configurationInvalid, message, context: ["where": key])
    }
}
