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
    /// Names whose files are there from the start.
    package var places: [String] = []
    /// On which paths of a site the banners of a component are shown, by its name.
    package var paths: [String: [String]] = [:]

    package init(directory: String) { self.directory = directory }

    private enum CodingKeys: String, CodingKey {
        case directory, places, paths
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
        self.places = try values.decodeIfPresent([String].self, forKey: .places) ?? []
        self.paths = try values.decodeIfPresent([String: [String]].self, forKey: .paths) ?? [:]
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(directory, forKey: .directory)
        try values.encode(maxBytes, forKey: .maxBytes)
        try values.encode(pollAfterSeconds, forKey: .pollAfterSeconds)
        try values.encode(SettingDuration(keepResolved), forKey: .keepResolved)
        try values.encode(SettingDuration(expiresAfter), forKey: .expiresAfter)
        try values.encode(places, forKey: .places)
        try values.encode(paths, forKey: .paths)
    }

    /// Where the banners of an incident with these components are shown: nil for everywhere, which one component
    /// without paths is enough for.
    func paths(of components: [ComponentName]) -> [String]? {
        let known = components.map { paths[$0.text] ?? [] }
        guard !known.isEmpty, known.allSatisfy({ !$0.isEmpty }) else { return nil }
        return Array(Set(known.joined())).sorted()
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
        guard places.count <= 1_000, places.allSatisfy({ Name<BannerSettings>($0) != nil }) else {
            throw invalid("places", "A place is a name without “+” and an audience; there are at most 1000.")
        }
        for (component, patterns) in paths.sorted(by: { $0.key < $1.key }) {
            guard ComponentName(component) != nil else {
                throw invalid("paths", "“\(component.prefix(80))” is no component's name.")
            }
            guard patterns.count <= 8, patterns.allSatisfy(BannerSettings.isPath) else {
                throw invalid(
                    "paths",
                    "The paths of “\(component)” are not up to 8 of at most 64 plain characters, each with “/” at its "
                        + "start and up to three of “*” and “/**”."
                )
            }
        }
    }

    /// Few wildcards: a page tries each pattern on its own path again and again.
    private static func isPath(_ pattern: String) -> Bool {
        let isPlain = pattern.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !#""'<>\^`{|}?#[]"#.utf8.contains($0) }
        let wildcards = pattern.split { $0 != "*" }.count
        let isClear = !pattern.contains("***") && !pattern.replacing("/**", with: "").contains("**")
        return isPlain && isClear && pattern.hasPrefix("/") && pattern.utf8.count <= 64 && wildcards <= 3
    }

    private func invalid(_ key: String, _ message: String) -> Fault {
        Fault(.configurationInvalid, message, context: ["where": key])
    }
}
