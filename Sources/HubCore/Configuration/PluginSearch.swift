// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// Finds the adapters that are programs of their own: what `hub.plugins` names.
package protocol PluginSearch: Sendable {
    /// Adds to `catalog` what stands in the folders.
    ///
    /// Here `folders` are absolute paths, and `used` the kinds that channels name: only these need to be asked what they
    /// are.
    func find(in folders: [String], used: Set<String>, for catalog: inout PluginCatalog) -> PluginFindings
}

/// What a search came upon besides plugins.
package struct PluginFindings: Sendable {
    /// What keeps the configuration from being used.
    package var faults: [Fault]
    /// What a person should know.
    package var notices: [Finding]

    package init(faults: [Fault] = [], notices: [Finding] = []) {
        self.faults = faults
        self.notices = notices
    }
}
