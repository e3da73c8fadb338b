// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// What is under way.
extension WriterSession {
    func isInFlight(_ delivery: Int64) -> Bool { memory.flights[delivery] != nil }

    /// The state that a delivery is in as people see it.
    func effectiveState(_ row: DeliveryRow) -> DeliveryState { isInFlight(row.id) ? .inFlight : row.state }

    func row(_ delivery: Int64) throws(Fault) -> DeliveryRow? {
        try statements.delivery.first(delivery) { DeliveryRow($0) }
    }

    /// Reads every attempt under way: after a start, those that an earlier run left behind.
    func loadFlights() throws(Fault) {
        let flights = try sql(
            """
            SELECT f.attempt, f.epoch, f.started, f.ending, f.winner, \(DeliveryRow.columns)
            FROM inflight f JOIN delivery d ON d.id = f.delivery
            """
        )
        try flights.each { row in
            let flight = Flight(
                attempt: row.int(0),
                epoch: row.int64(1),
                startedAt: row.time(2),
                row: DeliveryRow(row, from: 5),
                ending: row.optionalInt64(4)
                    .map { Flight.Ending(state: DeliveryState(code: row.int(3)), winner: $0) }
            )
            memory.flights[flight.row.id] = flight
        }
    }
}
