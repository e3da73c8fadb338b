// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// What only one reader's mail may hold: the links that act for this reader, worded alike in both bodies.
struct ReaderLinks {
    struct Link {
        let label: String
        let address: String
    }

    let links: [Link]

    init(of delivery: Delivery) {
        let locale = delivery.message.locale
        let all: [(String, String?)] = [
            (MailWords(locale).feedback, delivery.feedbackURL),
            (Message.label(.preferences, locale: locale), delivery.preferencesURL),
            (Message.label(.unsubscribe, locale: locale), delivery.unsubscribeURL),
        ]
        self.links = all.compactMap { label, address in
            address.map { Link(label: label, address: MailHeader.cleaned($0)) }
        }
    }

    /// The lines at the end of the plain body.
    var text: String { links.map { "\($0.label):\n\($0.address)\n" }.joined() }

    /// The line before the closing of the HTML body.
    var html: String {
        guard !links.isEmpty else { return "" }
        let anchors = links.map { link in
            "<a class=\"quiet\" href=\"\(HTMLText.escaped(link.address))\" style=\"\(MailStyle.quietLink)\">"
                + "\(HTMLText.escaped(link.label))</a>"
        }
        return "<p class=\"quiet\" style=\"\(MailStyle.footer)\">\(anchors.joined(separator: " · "))</p>\n"
    }
}
