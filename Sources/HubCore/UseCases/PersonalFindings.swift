// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import DeliveryEngine
import Incidents

/// What someone should know who says something to each reader alone.
extension Hub {
    /// For an update; where nobody is told there is nothing to say.
    func personalFindings(
        _ publication: Publication,
        in reader: any StorageReader
    ) throws(Fault) -> [Finding] {
        guard publication.recipients != nil else { return [] }
        return try personalFindings(publication.content, for: publication.update.audiences, in: reader)
    }

    /// For a message to these audiences.
    func personalFindings(
        _ set: MessageSet,
        for audiences: [AudienceName],
        in reader: any StorageReader
    ) throws(Fault) -> [Finding] {
        guard !set.readerPlaces.isEmpty else { return [] }
        var channels: Set<ChannelName> = []
        for name in self.audiences.stored(audiences) {
            channels.formUnion(try reader.audience(name).map { Array($0.channels.keys) } ?? [])
        }
        return personalFindings(set, on: channels.sorted())
    }

    /// For a message on these channels; `lacking` is how many readers are known to have no such value, by its name.
    func personalFindings(_ set: MessageSet, on channels: [ChannelName], lacking: [String: Int] = [:]) -> [Finding] {
        let places = set.readerPlaces
        guard !places.isEmpty else { return [] }
        var findings: [Finding] = []
        let shared = channels.filter { self.channels[$0]?.adapter.manifest.capabilities.contains(.personal) == false }
        if !shared.isEmpty {
            let names = shared.map(\.text).joined(separator: ", ")
            findings.append(
                Finding(
                    "personal_in_public",
                    .warning,
                    "The message says something to each reader alone; on \(names) everyone reads along and sees the default.",
                    suggestion: "Word it so that it reads well without, or leave those channels out."
                )
            )
        }
        for place in places where place.fallback == nil {
            let who = lacking[place.name].map { "At least \($0) readers have no" } ?? "Readers without a"
            findings.append(
                Finding(
                    "personal_without_default",
                    .warning,
                    "\(who) “\(place.name)”: they see nothing in its place.",
                    suggestion: "Give a default: {{reader.\(place.name)|…}}, or “reader” in template.yaml."
                )
            )
        }
        return findings
    }
}
