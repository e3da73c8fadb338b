// SPDX-License-Identifier: Apache-2.0

package import Announcement
import Incidents

/// A status page to which messages can lead their readers.
package struct LinkedPage: Hashable, Sendable {
    /// The channel that writes it.
    package var channel: ChannelName
    /// As destinations name it: `public`, for `public` and `public/de`.
    package var name: String
    /// Where readers find it, without a slash at its end.
    package var url: String
    /// Whether anyone may read it; another one is only for the audiences that have it.
    package var isOpen: Bool

    package init(channel: ChannelName, name: String, url: String, isOpen: Bool) {
        self.channel = channel
        self.name = name
        self.url = url
        self.isOpen = isOpen
    }

    func link(to incident: Incident.ID) -> String { "\(url)/incidents/\(incident)/" }

    func isNamed(by address: String) -> Bool { address == name || address.hasPrefix(name + "/") }
}

extension Hub {
    /// Where everyone whom an update is for can read about its incident; nil where there is no such page.
    ///
    /// With status pages that is the first page which shows the incident, by this update or by an earlier one, and which
    /// all of the update's audiences may read: anyone may read an open page, another one only an audience that has it
    /// among its destinations. Without a status page it is the hub's own page of the incident, where that is public; see
    /// ``publicTimeline(of:)``.
    func readersLink(of incident: Incident, _ command: PublishUpdate) async throws(Fault) -> String? {
        let audiences = command.notifies ? command.audiences ?? incident.audiences : []
        guard !pages.isEmpty else {
            if Self.arePublic(audiences) { return link(to: incident.id) }
            return try await publicTimeline(of: incident.id) == nil ? nil : link(to: incident.id)
        }
        let only = command.channels.map { Set($0) }
        return try await storage.read { [pages] reader throws(Fault) -> String? in
            let earlier = incident.updateCount == 0 ? [] : try reader.updates(of: incident.id)
            let known = Set(earlier.filter(\.isTold).compactMap { $0.messages.first?.facts.link })
            for page in pages {
                var holders = 0
                for audience in audiences {
                    let addresses = try reader.addresses(on: page.channel, in: audience, limit: 1_000)
                    if addresses.contains(where: page.isNamed) { holders += 1 }
                }
                let link = page.link(to: incident.id)
                let isShown = (holders > 0 && only?.contains(page.channel) ?? true) || known.contains(link)
                if isShown, page.isOpen || holders == audiences.count { return link }
            }
            return nil
        }
    }
}
