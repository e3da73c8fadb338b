// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Outbox

/// Forgetting readers so that nothing in the file names them any more.
extension SQLiteTransaction {
    func erase(channel: ChannelName, address: String) throws(Fault) -> Bool {
        guard let place = try place(of: address, on: channel) else { return false }
        let audiences = try sql("SELECT id FROM audience").all { $0.int64(0) }
        let leave = try sql("DELETE FROM member WHERE audience = ? AND channel = ? AND destination = ?")
        for audience in audiences where try leave.run(audience, place.channel, place.id) > 0 {
            try resize(audience, channel: place.channel, by: -1)
        }
        try sql("DELETE FROM confirmation WHERE destination = ?").run(place.id)
        // One that is under way is found by housekeeping when it is over.
        for question in try questions(to: place.id) { _ = try session.forget(question: question) }
        try strike(address, of: place.id)
        try blank(place.id)
        session.traces.erased()
        return true
    }

    /// Takes away all that a destination says; its number stays: the records of past deliveries go by it.
    func blank(_ destination: Int64) throws(Fault) {
        try sql(
            """
            UPDATE destination SET address = ?, locale = NULL, tags = NULL, secret = NULL, fallbacks = NULL,
                person = NULL, variables = NULL, unsubscribed = ?, suppressed = NULL, suppression_note = NULL,
                full_mailbox = NULL
            WHERE id = ?
            """
        )
        .run("erased:\(destination)", SuppressionReason.erasedCode, destination)
    }

    private func questions(to destination: Int64) throws(Fault) -> [Int64] {
        try sql(
            """
            SELECT m.id FROM message m CROSS JOIN delivery d ON d.message = m.id AND d.destination = ?
            WHERE \(QuestionPage.isQuestion)
            """
        )
        .all(destination) { $0.int64(0) }
    }

    /// Strikes an address out of what providers answered, and of recoveries.
    private func strike(_ address: String, of destination: Int64) throws(Fault) {
        // What is as plain as a word could be one of the record's own.
        guard address.contains(where: { "@/+".contains($0) }) else { return }
        let blank = "erased:\(destination)"
        let deliveries = try sql(
            "SELECT d.id FROM message m CROSS JOIN delivery d ON d.message = m.id AND d.destination = ?"
        )
        .all(destination) { $0.int64(0) }
        let delivery = try sql(
            """
            UPDATE delivery SET receipt = replace(receipt, ?1, ?2), note = replace(note, ?1, ?2),
                fault = replace(fault, ?1, ?2)
            WHERE id = ?3 AND (instr(receipt, ?1) OR instr(note, ?1) OR instr(fault, ?1))
            """
        )
        let attempts = try sql(
            """
            UPDATE attempt SET receipt = replace(receipt, ?1, ?2), note = replace(note, ?1, ?2),
                fault = replace(fault, ?1, ?2), late = replace(late, ?1, ?2)
            WHERE delivery = ?3 AND (instr(receipt, ?1) OR instr(note, ?1) OR instr(fault, ?1) OR instr(late, ?1))
            """
        )
        for id in deliveries {
            try delivery.run(address, blank, id)
            try attempts.run(address, blank, id)
        }
        try sql(
            """
            UPDATE thread SET receipt = replace(receipt, ?1, ?2), note = replace(note, ?1, ?2)
            WHERE subject IN (SELECT id FROM subject) AND destination = ?3
            """
        )
        .run(address, blank, destination)
        // Others' addresses may end like this one: here they stand in quotation marks.
        let quoted = try JSONText.encode(address)
        try sql("UPDATE recovery SET filter = replace(filter, ?1, ?2) WHERE instr(filter, ?1)")
            .run(quoted, "\"\(blank)\"")
    }
}
