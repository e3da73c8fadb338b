// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// Writes a message within a plugin's limits, in the form that it asks for.
package struct PluginText {
    private let format: PluginDescription.Format
    private let titleLimit: TextLimit?
    private let bodyLimit: TextLimit?
    private let dropOrder: [SectionName]

    /// Without a description it is plain text of any length.
    package init(_ description: PluginDescription?) {
        self.format = description?.format ?? .text
        self.titleLimit = description?.titleLimit
        self.bodyLimit = description?.bodyLimit
        self.dropOrder = description?.manifest.dropOrder ?? ChannelManifest.defaultDropOrder
    }

    /// A part `body`, and a part `title` where the plugin has named a limit for one.
    package func rendering(of message: Message) -> Rendering {
        let limit = bodyLimit ?? TextLimit(200_000, .bytes)
        let headline = message.headline.filter {
            !$0.unicodeScalars.allSatisfy { $0.properties.generalCategory == .control }
        }
        var parts: [RenderedPart] = []
        if let titleLimit { parts.append(RenderedPart("title", "text/plain", titleLimit.truncate(headline))) }
        let frame = TextFrame(
            message: message,
            headline: titleLimit == nil ? headline : nil,
            dialect: dialect,
            limit: limit
        )
        let fitted: FittedMarkup<String> = message.fitted(
            dropOrder: dropOrder,
            fits: { limit.holds($0) },
            write: { frame.written(around: $0) }
        )
        parts.append(RenderedPart("body", contentType, fitted.output))
        return Rendering(parts: parts, findings: fitted.findings(part: "body"))
    }

    /// What a plugin's `render` answered; nil where it is no text or keeps to no limit.
    func text(from answer: JSONValue) -> DeliveryParams.Text? {
        guard let body = answer["body"]?.text, bodyLimit?.holds(body) ?? true else { return nil }
        let title = answer["title"]?.text
        guard title.map({ titleLimit?.holds($0) ?? true }) ?? true else { return nil }
        return DeliveryParams.Text(format: answer["format"]?.text ?? format.rawValue, title: title, body: body)
    }

    private var dialect: any MarkupDialect {
        switch format {
        case .text: WordsDialect()
        case .markdown: MarkdownDialect()
        case .html: HTMLDialect()
        }
    }

    private var contentType: String {
        switch format {
        case .text: "text/plain"
        case .markdown: "text/markdown"
        case .html: "text/html"
        }
    }
}
