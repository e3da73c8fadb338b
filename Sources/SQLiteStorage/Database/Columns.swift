// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// How values stand in columns. The numbers are part of the file format: they never change their meaning.
extension DeliveryState {
    var code: Int {
        switch self {
        case .pending: 0
        case .inFlight: 1
        case .delivered: 2
        case .retrying: 3
        case .held: 4
        case .superseded: 5
        case .expired: 6
        case .rerouted: 7
        case .dead: 8
        case .cancelled: 9
        }
    }

    init(code: Int) {
        switch code {
        case 0: self = .pending
        case 1: self = .inFlight
        case 2: self = .delivered
        case 3: self = .retrying
        case 4: self = .held
        case 5: self = .superseded
        case 6: self = .expired
        case 7: self = .rerouted
        case 9: self = .cancelled
        default: self = .dead
        }
    }
}

extension AttemptRecord.Result {
    var code: Int {
        switch self {
        case .underWay: 0
        case .delivered: 1
        case .failed: 2
        case .unknown: 3
        }
    }

    init(code: Int) {
        switch code {
        case 0: self = .underWay
        case 1: self = .delivered
        case 2: self = .failed
        default: self = .unknown
        }
    }
}

extension SQLColumns {
    func time(_ column: Int32) -> Timestamp { Timestamp(milliseconds: int64(column)) }

    func optionalTime(_ column: Int32) -> Timestamp? { optionalInt64(column).map(Timestamp.init(milliseconds:)) }

    func name<Subject>(_ column: Int32) throws(Fault) -> Name<Subject> {
        guard let name = Name<Subject>(text(column)) else { throw .unreadableRecord }
        return name
    }

    func identifier<Subject>(_ column: Int32) throws(Fault) -> Identifier<Subject> {
        guard let identifier = Identifier<Subject>(text(column)) else { throw .unreadableRecord }
        return identifier
    }

    func priority(_ column: Int32) -> Priority { Priority(rawValue: int(column)) ?? .backfill }

    func fault(_ column: Int32) throws(Fault) -> Fault? {
        guard let text = optionalText(column) else { return nil }
        return try JSONText.decode(Fault.self, text)
    }

    /// A receipt from its two columns.
    func receipt(_ column: Int32) -> Receipt {
        Receipt(id: optionalText(column), note: optionalText(column + 1))
    }

    /// A destination from seven columns: address, locale, tags, secret, fallbacks, person, variables.
    func destination(on channel: ChannelName, from column: Int32) throws(Fault) -> Destination {
        var destination = Destination(channel: channel, address: text(column))
        if let locale = optionalText(column + 1) { destination.locale = LocaleTag(locale) }
        if let tags = optionalText(column + 2) { destination.tags = try JSONText.decode([String].self, tags) }
        if let secret = optionalText(column + 3) { destination.secret = SecretReference(secret) }
        if let fallbacks = optionalText(column + 4) {
            destination.fallbacks = try JSONText.decode([Destination].self, fallbacks)
        }
        destination.person = optionalText(column + 5)
        if let variables = optionalText(column + 6) {
            destination.variables = try JSONText.decode([String: String].self, variables)
        }
        return destination
    }
}

extension Fault {
    static var unreadableRecord: Fault { Fault(.storageUnavailable, "A record in the database cannot be read.") }
}
