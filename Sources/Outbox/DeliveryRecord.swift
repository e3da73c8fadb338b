// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// A delivery as its record shows it to people.
package struct DeliveryRecord: Hashable, Sendable, Identifiable {
    package var id: Delivery.ID
    package var message: Message.ID
    package var incident: IncidentReference.ID?
    package var update: Identifier<UpdateSubject>?
    package var destination: Destination
    package var state: DeliveryState
    package var attempts: Int
    package var createdAt: Timestamp
    package var expiresAt: Timestamp
    /// When the next attempt is due; nil where none is.
    package var dueAt: Timestamp?
    package var finishedAt: Timestamp?
    package var receipt: Receipt?
    /// Why it is where it is: the last attempt's fault, or the reason for its end.
    package var fault: Fault?
    /// How often a person has had it sent anew.
    package var generation: Int
    /// The delivery that it was passed on from.
    package var reroutedFrom: Delivery.ID?
    /// The delivery that it was passed on to.
    package var reroutedTo: Delivery.ID?

    package init(
        id: Delivery.ID,
        message: Message.ID,
        incident: IncidentReference.ID? = nil,
        update: Identifier<UpdateSubject>? = nil,
        destination: Destination,
        state: DeliveryState,
        attempts: Int,
        createdAt: Timestamp,
        expiresAt: Timestamp,
        dueAt: Timestamp? = nil,
        finishedAt: Timestamp? = nil,
        receipt: Receipt? = nil,
        fault: Fault? = nil,
        generation: Int = 0,
        reroutedFrom: Delivery.ID? = nil,
        reroutedTo: Delivery.ID? = nil
    ) {
        self.id = id
        self.message = message
        self.incident = incident
        self.update = update
        self.destination = destination
        self.state = state
        self.attempts = attempts
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.dueAt = dueAt
        self.finishedAt = finishedAt
        self.receipt = receipt
        self.fault = fault
        self.generation = generation
        self.reroutedFrom = reroutedFrom
        self.reroutedTo = reroutedTo
    }
}

/// One attempt as its record shows it.
package struct AttemptRecord: Hashable, Sendable {
    package enum Result: String, Codable, Hashable, Sendable {
        case underWay = "in_flight"
        case delivered, failed, unknown
    }

    /// What came of an attempt as its own run tells it, after a later run had settled it as unknown.
    ///
    /// For people to judge by: it changes nothing about the delivery.
    package struct LateResult: Codable, Hashable, Sendable {
        /// When it was learned.
        package var at: Timestamp
        package var result: Result
        package var receipt: Receipt?
        package var fault: Fault?

        /// Nil where nothing was learned: the run that made the attempt cannot tell either.
        package init?(_ outcome: AttemptOutcome, at moment: Timestamp) {
            self.at = moment
            switch outcome {
            case .delivered(let receipt):
                result = .delivered
                self.receipt = Receipt(id: receipt.id, note: receipt.note)
            case .failed(let fault):
                result = .failed
                self.fault = fault
            case .unknown: return nil
            }
        }
    }

    package var number: Int
    package var startedAt: Timestamp
    package var endedAt: Timestamp?
    package var result: Result
    package var receipt: Receipt?
    package var fault: Fault?
    package var node: String
    package var late: LateResult?

    package init(
        number: Int,
        startedAt: Timestamp,
        endedAt: Timestamp? = nil,
        result: Result,
        receipt: Receipt? = nil,
        fault: Fault? = nil,
        node: String,
        late: LateResult? = nil
    ) {
        self.number = number
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.result = result
        self.receipt = receipt
        self.fault = fault
        self.node = node
        self.late = late
    }
}
