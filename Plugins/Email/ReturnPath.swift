// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// The envelope's sender, to which failures go.
package enum ReturnPath: Hashable, Sendable {
    /// The empty one: failures are told to nobody.
    case nobody
    case fixed(MailAddress)
    /// An address for each delivery: `before`, the delivery's token, and `@domain`.
    case perDelivery(before: String, domain: String)

    /// What stands between the mailbox and the token, where the address does not end in such a sign itself.
    private static let separators = "+-=_"
    private static let longestLocalPart = 64

    /// - Throws: ``FaultCode/configurationInvalid`` with `where` naming the key.
    init(of settings: EmailSettings, from: MailAddress) throws(Fault) {
        guard let bounces = settings.bounces else {
            switch settings.returnPath {
            case nil: self = .fixed(from)
            case "": self = .nobody
            case let text?: self = .fixed(try Self.read(text, "return_path"))
            }
            return
        }
        guard settings.returnPath == nil else {
            throw .invalid("bounces", "Either “return_path” or “bounces” says where failures go, not both.")
        }
        let address = try Self.read(bounces, "bounces")
        var before = String(address.text.prefix { $0 != "@" })
        if before.last.map(Self.separators.contains) != true { before += "+" }
        guard before.utf8.count > 1 else { throw .invalid("bounces", MailAddress.Flaw.localPart.rawValue) }
        guard before.utf8.count + Delivery.longestBounceToken <= Self.longestLocalPart else {
            let most = Self.longestLocalPart - Delivery.longestBounceToken
            throw .invalid("bounces", "The part before the “@” may have \(most) characters, its separator included.")
        }
        self = .perDelivery(before: before, domain: address.domain)
    }

    /// What `MAIL FROM` says, without the angle brackets.
    func sender(of delivery: Delivery) -> String {
        switch self {
        case .nobody: ""
        case .fixed(let address): address.text
        case .perDelivery(let before, let domain):
            // Without a token, as in a trial of the channel, the mailbox itself: the sign before it means nothing.
            delivery.bounceToken.map { "\(before)\($0)@\(domain)" } ?? "\(before.dropLast())@\(domain)"
        }
    }

    private static func read(_ text: String, _ key: String) throws(Fault) -> MailAddress {
        do {
            return try MailAddress(text)
        } catch {
            throw .invalid(key, error.rawValue)
        }
    }
}
