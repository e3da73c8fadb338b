// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// Which deliveries are meant.
package struct DeliveryFilter: Codable, Hashable, Sendable {
    package var incident: IncidentReference.ID?
    package var message: Message.ID?
    package var states: Set<DeliveryState>?
    package var channel: ChannelName?
    /// An address, exactly.
    package var address: String?
    /// Other ways of writing ``address``, each as good: without a channel, every channel has its own.
    package var otherForms: Set<String>?
    /// Created at or after this moment.
    package var since: Timestamp?
    /// Created before this moment.
    package var until: Timestamp?
    /// Whose latest fault is one of these.
    package var faults: Set<FaultCode>?

    package init(
        incident: IncidentReference.ID? = nil,
        message: Message.ID? = nil,
        states: Set<DeliveryState>? = nil,
        channel: ChannelName? = nil,
        address: String? = nil,
        otherForms: Set<String>? = nil,
        since: Timestamp? = nil,
        until: Timestamp? = nil,
        faults: Set<FaultCode>? = nil
    ) {
        self.incident = incident
        self.message = message
        self.states = states
        self.channel = channel
        self.address = address
        self.otherForms = otherForms
        self.since = since
        self.until = until
        self.faults = faults
    }
}

extension DeliveryFilter {
    /// Every way of writing the address that is meant; nil for any address.
    package var addresses: Set<String>? {
        address.map { (otherForms ?? []).union([$0]) }
    }
}

extension DeliveryState {
    /// The states of those who have not been reached, whatever the reason: everyone that an update still owes.
    ///
    /// A superseded delivery's reader is owed the newer update, a rerouted one's the delivery it was passed on to.
    package static let unreached: Set<DeliveryState> = [.pending, .inFlight, .retrying, .held, .expired, .dead]
}
