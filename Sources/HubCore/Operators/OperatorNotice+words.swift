// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Composition

extension OperatorNotice {
    /// In one line of plain text.
    package var headline: String {
        switch subject {
        case .quarantine(let name): "Channel \(name) is in quarantine"
        case .recovery(let name): "Channel \(name) works again"
        case .destinationsFailing(let name): "Nothing arrives at \(destinationWords) of channel \(name)"
        case .destinationsHeld(let name): "\(destinationWords.capitalisedFirst) of channel \(name) \(verb) held"
        case .deadLetters(let name): "Channel \(name) gave up \(deliveryWords)"
        case .localFaults: "Attempts fail by the hub's own trouble"
        case .diskNearlyFull: "The disk is nearly full: nothing new is accepted"
        case .diskHasRoom: "The disk has room again: messages are accepted"
        }
    }

    /// What has happened, in Markdown.
    var markdown: String {
        switch subject {
        case .quarantine(let name):
            "Channel **\(name)** is in quarantine: the fault lies with the channel, not with its readers.\(faultWords) "
                + "What is meant for it waits or goes by its fallback. It is tried now and then, and goes on by itself "
                + "as soon as a delivery arrives."
        case .recovery(let name): "Channel **\(name)** works again, and what waited for it is being sent."
        case .destinationsFailing(let name):
            "Nothing has arrived at \(destinationWords) of channel **\(name)** for a day or more\(named)."
                + "\(faultWords) After five days a destination is held."
        case .destinationsHeld(let name):
            "\(destinationWords.capitalisedFirst) of channel **\(name)** \(verb) held from now on\(named).\(faultWords) "
                + "What is meant for \(count == 1 ? "it" : "them") is kept and not sent."
        case .deadLetters(let name):
            "Channel **\(name)** has given up \(deliveryWords).\(faultWords) More of them are not reported for an hour."
        case .localFaults:
            "\(count) attempts or more have failed because the hub lacks what it needs on its own machine.\(faultWords) "
                + "No destination is blamed, and all are tried again until they expire. More of them are not reported "
                + "for an hour."
        case .diskNearlyFull:
            "The disk is nearly full. What was accepted is still delivered; new messages are refused.\(faultWords)"
        case .diskHasRoom: "The disk has room again, and messages are accepted."
        }
    }

    /// What to do about it, in Markdown; nil where nothing needs to be done.
    var advice: String? {
        let catalogued = fault.flatMap { $0.suggestedAction ?? FaultCatalogue.shipped[$0.rootCode]?.action }
            .map { MarkdownContentType().escapeText($0) }
        switch subject {
        case .quarantine(let name):
            return [catalogued, "See `belfry channels show \(name)`."].compactMap(\.self).joined(separator: " ")
        case .recovery(let name):
            return "Nothing. Who was given up in the meantime: `belfry deliveries list --unreached --channel \(name)`."
        case .destinationsFailing:
            return "Ask the owner, correct the address, or take it out of its audiences."
        case .destinationsHeld(let name):
            return "Mend it, then release it and say what becomes of what was held: "
                + "`belfry channels release \(name) --destination ADDRESS --held all|latest|none`."
        case .deadLetters(let name):
            return [catalogued, "See `belfry deliveries list --dead --channel \(name)`."].compactMap(\.self)
                .joined(separator: " ")
        case .localFaults, .diskNearlyFull: return catalogued
        case .diskHasRoom: return nil
        }
    }

    private var faultWords: String {
        guard let fault else { return "" }
        return " The first fault: \(MarkdownContentType().escapeText(fault.message)) (`\(fault.rootCode)`)."
    }

    private var verb: String { count == 1 ? "is" : "are" }
    private var destinationWords: String { count == 1 ? "one destination" : "\(count) destinations" }
    private var deliveryWords: String { count == 1 ? "a delivery" : "\(count) deliveries" }

    /// The first destinations by name, so far as a name is not itself a secret.
    private var named: String {
        let names = destinations.map { "`\(Self.disclosed($0.address))`" }
        guard !names.isEmpty else { return "" }
        let more = count - names.count
        return ": \(names.joined(separator: ", "))" + (more > 0 ? " and \(more) more" : "")
    }

    /// An address as a third party may see it: of a URL the host alone, of a mailbox its first letter and its domain.
    static func disclosed(_ address: String) -> String {
        let safe = address.filter { !$0.isNewline && $0 != "`" }
        if let scheme = safe.firstRange(of: "://") {
            let host = safe[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            return String((host.split(separator: "@").last ?? host).prefix(80))
        }
        guard let at = safe.lastIndex(of: "@"), at != safe.startIndex else { return String(safe.prefix(80)) }
        return "\(safe.prefix(1))…\(safe[at...].prefix(80))"
    }
}

extension Fault {
    /// The code of what lies at the bottom of it, where it says so.
    fileprivate var rootCode: String { context["cause"] ?? code.rawValue }
}

extension String {
    fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
