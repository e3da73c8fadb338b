// SPDX-License-Identifier: Apache-2.0

/// What a report says became of a mail to one recipient.
package struct RecipientStatus: Hashable, Sendable {
    /// The recipient as it was first named and as it was at last; empty where the report names none that can be read.
    package let addresses: [String]
    /// Nil where nothing failed for good: the mail waits, arrived, or was passed on.
    package let kind: BounceKind?
    package let status: EnhancedStatus?
    /// Why it is that kind, in words of ours.
    package let why: String
    /// What the server said, without addresses, cut at 200 characters.
    package let diagnostic: String

    init(addresses: [String], kind: BounceKind?, status: EnhancedStatus?, why: String, diagnostic: String) {
        self.addresses = addresses
        self.kind = kind
        self.status = status
        self.why = why
        self.diagnostic = DiagnosticText.withoutAddresses(diagnostic)
    }

    package func names(_ address: String) -> Bool {
        let address = address.lowercased()
        return addresses.contains { $0.lowercased() == address }
    }

    /// Every recipient of a `message/delivery-status` body: blocks of fields with an empty line between them, of which the
    /// first is about the mail as a whole (RFC 3464 2.1).
    static func read(_ content: ArraySlice<UInt8>) -> [RecipientStatus] {
        var rest = content
        var found: [RecipientStatus] = []
        var blocks = 0
        while !rest.isEmpty, blocks < 200 {
            let (fields, after) = MailFields.read(rest)
            // A line that is no field: gone over, so that what follows still counts.
            rest = after.count == rest.count ? rest.firstLine?.rest ?? [] : after
            blocks += 1
            if let recipient = RecipientStatus(fields) { found.append(recipient) }
        }
        return found
    }

    /// Nil where the block names no recipient.
    private init?(_ fields: MailFields) {
        let named = ["Original-Recipient", "Final-Recipient"].compactMap { fields.first($0) }
        guard !named.isEmpty else { return nil }
        let diagnostic = fields.values("Diagnostic-Code").map { Self.behindType($0) }.joined(separator: " ")
        let status = fields.first("Status").flatMap { EnhancedStatus(in: $0) }
        let addresses = named.flatMap { MailAddresses.all(in: MailAddresses.decodingXText(Self.behindType($0))) }
        switch fields.first("Action")?.lowercased().prefix(while: { $0.isLetter }) {
        case "failed":
            let (kind, why) = BounceRules.judge(status, diagnostic: diagnostic)
            self.init(addresses: addresses, kind: kind, status: status, why: why, diagnostic: diagnostic)
        case "delayed":
            self.init(addresses: addresses, kind: nil, status: status, why: "it still waits", diagnostic: diagnostic)
        case "delivered", "relayed", "expanded":
            self.init(addresses: addresses, kind: nil, status: status, why: "it went on", diagnostic: diagnostic)
        default:
            // Not in the form of the standard: what is unclear never takes a reader off.
            self.init(
                addresses: addresses,
                kind: .soft,
                status: status,
                why: "the report does not say what became of it",
                diagnostic: diagnostic
            )
        }
    }

    /// What follows the type of an address or a diagnostic: `rfc822; ada@example.com`.
    private static func behindType(_ value: String) -> String {
        guard let semicolon = value.firstIndex(of: ";") else { return value }
        return String(value[semicolon...].dropFirst())
    }
}
