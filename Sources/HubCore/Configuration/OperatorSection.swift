// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Reads `operators:`.
struct OperatorSection {
    let channels: Set<ChannelName>
    let resolver: ScalarResolver
    let problems: Problems

    func read(_ items: [(document: Document, pointer: String)]) -> [Destination] {
        items.compactMap { document, pointer in
            DestinationFields.readConfigured(
                document,
                at: pointer,
                channels: channels,
                resolver: resolver,
                problems: problems
            )
        }
    }
}
