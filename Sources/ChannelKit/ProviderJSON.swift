// SPDX-License-Identifier: Apache-2.0

package import Announcement
import FoundationEssentials

/// JSON as requests and renderings carry it: equal values make equal text.
package enum ProviderJSON {
    /// - Throws: ``FaultCode/internalError`` where the value cannot be written.
    package static func written(_ value: some Encodable) throws(Fault) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            throw Fault(.internalError, "The message could not be written as JSON.")
        }
    }
}
