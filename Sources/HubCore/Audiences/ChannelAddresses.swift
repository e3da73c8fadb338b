// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import Composition
package import DeliveryEngine

/// Holds a list's addresses against the configured channels: each is checked by its adapter, and brought into the form in
/// which it is kept.
package struct ChannelAddresses: ListedAddresses, Sendable {
    private let channels: ChannelDirectory

    package init(_ channels: ChannelDirectory) { self.channels = channels }

    package func channel(_ name: String) throws(LineFlaw) -> ChannelName {
        if let channel = ChannelName(name), channels[channel] != nil { return channel }
        let known = channels.all.map(\.name.text)
        throw LineFlaw(
            .channelUnknown,
            "channel",
            "“\(name.prefix(80))” is not a configured channel.",
            suggestion: NearestName.of(name, in: known).map { "Did you mean “\($0)”?" }
                ?? "Use one of: \(known.joined(separator: ", "))."
        )
    }

    package func checked(_ destination: Destination) throws(LineFlaw) -> Destination {
        guard let adapter = channels[destination.channel]?.adapter else { return destination }
        var destination = destination
        destination.address = adapter.canonicalAddress(destination.address)
        do throws(Fault) {
            _ = try adapter.host(for: destination)
        } catch {
            throw LineFlaw(.addressInvalid, "to", error.message, suggestion: error.suggestedAction)
        }
        return destination
    }
}

extension ChannelDirectory {
    /// A destination whose addresses, its own and the others, are written as they are kept.
    package func canonical(_ destination: Destination) -> Destination {
        var destination = destination
        if let adapter = self[destination.channel]?.adapter {
            destination.address = adapter.canonicalAddress(destination.address)
        }
        destination.fallbacks = destination.fallbacks.map { canonical($0) }
        return destination
    }
}
