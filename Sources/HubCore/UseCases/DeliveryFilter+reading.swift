// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import DeliveryEngine
package import Outbox

extension DeliveryFilter {
    /// Reads the keys that name deliveries; the same words as in the query of a list.
    static func read(_ fields: Fields) -> DeliveryFilter {
        DeliveryFilter(
            incident: fields.parsed("incident", "an incident's id") { Identifier<IncidentReference>($0) },
            message: fields.parsed("message", "a message's id") { Identifier<Message>($0) },
            states: set("state", "a delivery's state", choices: DeliveryState.words, fields, DeliveryState.set(named:)),
            channel: fields.parsed("channel", "a channel's name") { ChannelName($0) },
            address: fields.parsed("destination", "an address") { $0.isEmpty ? nil : $0 },
            since: fields.timestamp("since"),
            until: fields.timestamp("until"),
            faults: set("fault", "a fault's code such as DLV-001", choices: [], fields, FaultCode.set(named:))
        )
    }

    /// One word, several separated by commas, or a list of words.
    private static func set<Value>(
        _ key: String,
        _ what: String,
        choices: [String],
        _ fields: Fields,
        _ parse: (String) -> Set<Value>?
    ) -> Set<Value>? {
        guard case .list(let items)? = fields.value(key)?.content else {
            return fields.parsed(key, what, choices: choices, parse)
        }
        if items.isEmpty { fields.problem(key, "The list is empty.", suggestion: "Leave “\(key)” out to take all.") }
        return fields.parsedList(key, what, choices: choices, parse)?.reduce(into: []) { $0.formUnion($1) }
    }

    /// The filter as the API shows it.
    var view: some Encodable { DeliveryFilterView(filter: self) }
}

extension Hub {
    /// The filter with its address written as the named channel keeps it; where none is named, as any channel does, and
    /// as it was given.
    func canonical(_ filter: DeliveryFilter) -> DeliveryFilter {
        guard let address = filter.address else { return filter }
        var filter = filter
        if let channel = filter.channel {
            filter.address = canonical(address, on: channel)
        } else {
            let forms = Set(channels.all.map { $0.adapter.canonicalAddress(address) }).subtracting([address])
            filter.otherForms = forms.isEmpty ? nil : forms
        }
        return filter
    }
}

extension DeliveryState {
    /// The states that words separated by commas name; `unreached` is all of those whose readers have not been reached.
    package static func set(named text: String) -> Set<DeliveryState>? {
        var states: Set<DeliveryState> = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            if word == "unreached" {
                states.formUnion(unreached)
            } else if let state = DeliveryState(rawValue: String(word)) {
                states.insert(state)
            } else {
                return nil
            }
        }
        return states
    }

    /// Every word that ``set(named:)`` knows.
    package static let words = allCases.map(\.rawValue) + ["unreached"]
}

extension FaultCode {
    /// The codes that words separated by commas name, each by its code or by its type: `DLV-001`, `timed_out`.
    package static func set(named text: String) -> Set<FaultCode>? {
        var codes: Set<FaultCode> = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            let named = allCases.filter { $0.rawValue == word || $0.errorType == word }
            guard !named.isEmpty else { return nil }
            codes.formUnion(named)
        }
        return codes
    }
}

private struct DeliveryFilterView: Encodable {
    let filter: DeliveryFilter

    private enum CodingKeys: String, CodingKey {
        case incident, message, state, channel, destination, since, until, fault
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encodeIfPresent(filter.incident, forKey: .incident)
        try values.encodeIfPresent(filter.message, forKey: .message)
        try values.encodeIfPresent(filter.states?.map(\.rawValue).sorted(), forKey: .state)
        try values.encodeIfPresent(filter.channel, forKey: .channel)
        try values.encodeIfPresent(filter.address, forKey: .destination)
        try values.encodeIfPresent(filter.since, forKey: .since)
        try values.encodeIfPresent(filter.until, forKey: .until)
        try values.encodeIfPresent(filter.faults?.map(\.rawValue).sorted(), forKey: .fault)
    }
}
