// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import HubCore
import Incidents
import Outbox
import Synchronization

extension BreakingTransaction: StorageReader {
    func incident(_ id: Incident.ID) throws(Fault) -> Incident? { try base.incident(id) }

    func incidents(matching filter: IncidentFilter, after cursor: Incident.ID?, limit: Int) throws(Fault) -> [Incident]
    {
        try base.incidents(matching: filter, after: cursor, limit: limit)
    }

    func updates(of incident: Incident.ID) throws(Fault) -> [IncidentUpdate] { try base.updates(of: incident) }

    func deliveries(
        matching filter: DeliveryFilter,
        after cursor: Delivery.ID?,
        limit: Int
    ) throws(Fault) -> [DeliveryRecord] { try base.deliveries(matching: filter, after: cursor, limit: limit) }

    func delivery(_ id: Delivery.ID) throws(Fault) -> DeliveryRecord? { try base.delivery(id) }

    func attempts(of delivery: Delivery.ID) throws(Fault) -> [AttemptRecord] { try base.attempts(of: delivery) }

    func tally(ofIncident incident: IncidentReference.ID) throws(Fault) -> [DeliveryState: Int] {
        try base.tally(ofIncident: incident)
    }

    func tally(ofMessage message: Message.ID) throws(Fault) -> [DeliveryState: Int] {
        try base.tally(ofMessage: message)
    }

    func count(matching filter: DeliveryFilter) throws(Fault) -> [DeliveryState: Int] {
        try base.count(matching: filter)
    }

    func reconcile(_ filter: DeliveryFilter) throws(Fault) -> [Reconciliation] { try base.reconcile(filter) }

    func statistics(since: Timestamp) throws(Fault) -> [HourlyCount] { try base.statistics(since: since) }

    func recoveries(limit: Int) throws(Fault) -> [Recovery] { try base.recoveries(limit: limit) }

    func recovery(_ id: Recovery.ID) throws(Fault) -> Recovery? { try base.recovery(id) }

    func heldDestinations(on channel: ChannelName?, limit: Int) throws(Fault) -> [HeldDestination] {
        try base.heldDestinations(on: channel, limit: limit)
    }

    func heldChannels() throws(Fault) -> [ChannelName: Fault] { try base.heldChannels() }

    func audiences() throws(Fault) -> [AudienceSummary] { try base.audiences() }

    func audience(_ name: AudienceName) throws(Fault) -> AudienceSummary? { try base.audience(name) }

    func members(
        of audience: AudienceName,
        after cursor: Int64,
        limit: Int
    ) throws(Fault) -> (members: [Member], cursor: Int64?) {
        try base.members(of: audience, after: cursor, limit: limit)
    }

    func survey(
        of recipients: Recipients,
        facts: Facts,
        after cursor: Int64,
        limit: Int
    ) throws(Fault) -> SurveyPage {
        try base.survey(of: recipients, facts: facts, after: cursor, limit: limit)
    }

    func destination(channel: ChannelName, address: String) throws(Fault) -> Destination? {
        try base.destination(channel: channel, address: address)
    }

    func memberships(channel: ChannelName, address: String) throws(Fault) -> [Membership] {
        try base.memberships(channel: channel, address: address)
    }

    func confirmation(channel: ChannelName, address: String) throws(Fault) -> Timestamp? {
        try base.confirmation(channel: channel, address: address)
    }

    func suppression(channel: ChannelName, address: String) throws(Fault) -> Suppression? {
        try base.suppression(channel: channel, address: address)
    }

    func fullMailbox(channel: ChannelName, address: String) throws(Fault) -> FullMailbox? {
        try base.fullMailbox(channel: channel, address: address)
    }

    func suppressions(
        on channel: ChannelName?,
        after cursor: Int64,
        limit: Int
    ) throws(Fault) -> (suppressed: [SuppressedAddress], cursor: Int64?) {
        try base.suppressions(on: channel, after: cursor, limit: limit)
    }

    func unansweredQuestions(
        askedBefore moment: Timestamp,
        after cursor: Message.ID?,
        limit: Int
    ) throws(Fault) -> UnansweredQuestions {
        try base.unansweredQuestions(askedBefore: moment, after: cursor, limit: limit)
    }

    func feedback(on incident: Incident.ID, limit: Int) throws(Fault) -> [Feedback] {
        try base.feedback(on: incident, limit: limit)
    }

    func feedbackTotals(on incident: Incident.ID) throws(Fault) -> (helpful: Int, unhelpful: Int) {
        try base.feedbackTotals(on: incident)
    }

    func addresses(on channel: ChannelName, in audience: AudienceName, limit: Int) throws(Fault) -> [String] {
        try base.addresses(on: channel, in: audience, limit: limit)
    }

    func token(digest: String) throws(Fault) -> AccessToken? { try base.token(digest: digest) }

    func tokens() throws(Fault) -> [AccessToken] { try base.tokens() }

    func lastAuditEntry() throws(Fault) -> AuditEntry? { try base.lastAuditEntry() }

    func auditEntries(after number: Int64, limit: Int) throws(Fault) -> [AuditEntry] {
        try base.auditEntries(after: number, limit: limit)
    }

    func answer(toKey key: String, of principal: String) throws(Fault) -> IdempotentAnswer? {
        try base.answer(toKey: key, of: principal)
    }

    func answers(holding text: String, since moment: Timestamp) throws(Fault) -> [IdempotentAnswer] {
        try base.answers(holding: text, since: moment)
    }
}
