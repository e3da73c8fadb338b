// SPDX-License-Identifier: Apache-2.0

package import Announcement

package protocol AuditReading {
    /// The last entry; nil while there is none.
    func lastAuditEntry() throws(Fault) -> AuditEntry?

    /// In order, starting behind `number`.
    func auditEntries(after number: Int64, limit: Int) throws(Fault) -> [AuditEntry]
}

package protocol AuditWriting {
    func append(_ entry: AuditEntry) throws(Fault)
}
