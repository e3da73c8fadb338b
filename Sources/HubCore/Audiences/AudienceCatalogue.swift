// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import Outbox

/// What the configuration says of audiences, by name: which have members of their own, and which are parts of others.
package struct AudienceCatalogue: Sendable {
    /// Those that are declared there, with members of their own.
    let declared: Set<AudienceName>
    let segments: [AudienceName: SegmentDeclaration]

    package init(_ declarations: [AudienceDeclaration] = [], segments: [SegmentDeclaration] = []) {
        self.declared = Set(declarations.map(\.name))
        self.segments = Dictionary(segments.map { ($0.name, $0) }) { first, _ in first }
    }

    /// The audiences with members of their own behind these names: themselves, and those that segments are parts of.
    func stored(_ names: [AudienceName]) -> [AudienceName] {
        var stored: [AudienceName] = []
        for name in names.flatMap({ segments[$0]?.audiences ?? [$0] }) where !stored.contains(name) {
            stored.append(name)
        }
        return stored
    }

    /// Who is meant by these names.
    ///
    /// Of several segments of one audience, whoever is in any of them; an audience named beside its segment, as a whole.
    func recipients(
        _ names: [AudienceName],
        destinations: [Destination] = [],
        channels: Set<ChannelName>? = nil
    ) -> Recipients {
        var parts: [AudienceName: [Segment]] = [:]
        for declaration in names.compactMap({ segments[$0] }) {
            for audience in declaration.audiences { parts[audience, default: []].append(declaration.segment) }
        }
        for name in names where segments[name] == nil { parts[name] = nil }
        return Recipients(audiences: stored(names), segments: parts, destinations: destinations, channels: channels)
    }
}

/// Part of some audiences, by a name of its own: usable wherever an audience is, without members of its own.
package struct SegmentDeclaration: Hashable, Sendable {
    package var name: AudienceName
    /// What it is part of.
    package var audiences: [AudienceName]
    package var segment: Segment

    package init(name: AudienceName, audiences: [AudienceName], segment: Segment) {
        self.name = name
        self.audiences = audiences
        self.segment = segment
    }
}
