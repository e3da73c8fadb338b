// SPDX-License-Identifier: Apache-2.0

/// Draws in a terminal what each reader would see: mails and webhooks as framed cards, banners as bars.
///
/// Every line is at most `width` columns wide, and nothing of the content reaches the terminal as a command:
/// control characters are shown as U+FFFD.
package struct ArrivalBoard: Hashable, Sendable {
    package enum Style: Hashable, Sendable {
        case plain
        /// With ANSI colours.
        case ansi
    }

    /// Columns; 32 at least.
    package let width: Int
    package let style: Style
    /// How many lines of a mail's text and of a webhook's body are shown.
    package let textLines: Int
    package let bodyLines: Int

    package init(width: Int = 80, style: Style = .plain, textLines: Int = 8, bodyLines: Int = 12) {
        self.width = max(32, width)
        self.style = style
        self.textLines = max(1, textLines)
        self.bodyLines = max(1, bodyLines)
    }

    /// The drawings below each other; every line ends in a line feed.
    package func draw(_ arrivals: [Arrival]) -> String {
        arrivals.map(draw).joined()
    }

    package func draw(_ arrival: Arrival) -> String {
        let lines =
            switch arrival {
            case .mail(let mail): card(mail).lines(width: width, style: style)
            case .webhook(let webhook): card(webhook).lines(width: width, style: style)
            case .banner(let banner): bar(banner)
            case .post(let post): card(post).lines(width: width, style: style)
            }
        return lines.map { $0 + "\n" }.joined()
    }
}

// MARK: What is on a card

extension ArrivalBoard {
    private func card(_ mail: MailArrival) -> Card {
        Card(
            title: "mail",
            note: mail.note,
            ink: .cyan,
            fields: [
                Card.Field("From", mail.from),
                Card.Field("To", mail.to),
                Card.Field("Subject", mail.subject, .bold),
            ],
            content: head(wrapped(mail.text), textLines)
        )
    }

    private func card(_ webhook: WebhookArrival) -> Card {
        let signature: Card.Field =
            switch webhook.signature {
            case .absent: Card.Field("Signature", "✗ none", .red)
            case .present: Card.Field("Signature", "✓ present", .green)
            case .verified: Card.Field("Signature", "✓ verified", .green)
            case .wrong: Card.Field("Signature", "✗ wrong", .red)
            }
        let id = webhook.id.map { [Card.Field("Id", $0)] } ?? []
        let lines = PrettyJSON.lines(webhook.body) ?? wrapped(String(decoding: webhook.body, as: UTF8.self))
        return Card(
            title: "webhook",
            note: webhook.note,
            ink: .magenta,
            fields: [Card.Field("Request", webhook.request)] + id + [signature],
            content: head(lines, bodyLines).map { TerminalText.fitted($0, width: width - 4) }
        )
    }

    private func card(_ post: ProviderPost) -> Card {
        let edited = post.edits == 0 ? [] : ["edited" + (post.edits == 1 ? "" : " \(post.edits) ×")]
        let details = (post.note.map { [$0] } ?? []) + edited
        return Card(
            title: post.provider,
            note: details.isEmpty ? nil : details.joined(separator: ", "),
            ink: .cyan,
            fields: [Card.Field(post.parent == nil ? "To" : "↳ In", post.place)],
            content: head(wrapped(post.text), textLines)
        )
    }

    private func bar(_ banner: BannerArrival) -> [String] {
        let ink: Ink =
            switch banner.tone {
            case .info: .onBlue
            case .warning: .onYellow
            case .critical: .onRed
            case .resolved: .onGreen
            }
        let place = TerminalText.fitted("\(banner.tone.rawValue.uppercased()) · \(banner.place)", width: width - 3)
        let link = banner.link.map { [TerminalText.fitted($0, width: width - 3)] } ?? []
        let lines = [place] + TerminalText.wrapped(banner.text, width: width - 3) + link
        return lines.map { line in
            // Colour reaches to the edge; plain text has no trailing spaces.
            guard style == .ansi else { return "▌ \(line)" }
            return ink.paint("▌ \(line)" + TerminalText.spaces(width - 2 - TextWidth.of(line)), style)
        }
    }

    /// Text in the inner width of a card; what is past 16 Ki characters is nothing for a terminal.
    private func wrapped(_ text: String) -> [String] {
        let excerpt = text.prefix(16_384)
        let rest = excerpt.endIndex < text.endIndex ? ["…"] : []
        return TerminalText.wrapped(excerpt, width: width - 4) + rest
    }

    /// The first lines, and how many there are besides.
    private func head(_ lines: [String], _ limit: Int) -> [String] {
        guard lines.count > limit else { return lines }
        let rest = lines.count - limit
        return lines.prefix(limit) + ["… \(rest) more \(rest == 1 ? "line" : "lines")"]
    }
}
