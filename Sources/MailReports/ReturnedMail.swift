// SPDX-License-Identifier: Apache-2.0

/// What a report gives back of the mail that it is about: nothing but its header.
package struct ReturnedMail: Hashable, Sendable {
    package let fields: MailFields

    /// Nil where there is nothing that could be a header.
    init?(_ content: ArraySlice<UInt8>) {
        fields = MailFields.read(content).fields
        if fields.isEmpty { return nil }
    }

    /// Without the angle brackets.
    package var messageID: String? { fields.first("Message-ID").map { $0.filter { !"<> \t".contains($0) } } }

    /// The links by which its reader can unsubscribe.
    package var unsubscribeLinks: [String] {
        fields.values("List-Unsubscribe").joined(separator: ",").split(separator: ",").prefix(8)
            .map { $0.filter { !"<> \t".contains($0) } }
            .filter { $0.hasPrefix("http") }
    }

    /// Where failures of it were to be sent.
    var senders: [String] { fields.values("Return-Path").prefix(3).flatMap { MailAddresses.all(in: $0) } }
}
