// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Synchronization

/// What all mails of a rendering have in common, encoded once for all its readers.
struct MailContent: Sendable {
    /// What it follows from.
    ///
    /// Of equal strings that share their storage, as those of one rendering do, it is known at once that they are.
    struct Source: Equatable, Sendable {
        let subject: String
        let text: String
        let html: String
        let acceptedAt: Timestamp

        /// - Throws: ``FaultCode/internalError`` where the rendering is not one of this channel's.
        init(of delivery: Delivery) throws(Fault) {
            let rendering = delivery.rendering
            guard let subject = rendering["subject"], let text = rendering["text"], let html = rendering["html"] else {
                throw Fault(.internalError, "The rendering lacks a subject, a text or an HTML part.")
            }
            self.subject = subject
            self.text = text
            self.html = html
            self.acceptedAt = delivery.acceptedAt
        }
    }

    let source: Source
    /// Whole header fields.
    let date: String
    let subject: String
    let text: MailPart
    let textHeaders: String
    let html: MailPart
    let htmlHeaders: String

    init(_ source: Source) {
        let page = MailFrame.parts(of: source.html)
        self.source = source
        self.date = "Date: \(source.acceptedAt.mailDate)\r\n"
        self.subject = MailHeader.text("Subject", source.subject)
        self.text = MailPart(source.text, contentType: "text/plain")
        self.textHeaders = text.headers
        self.html = MailPart(page.opening, closing: page.closing, contentType: "text/html")
        self.htmlHeaders = html.headers
    }
}

/// The contents of the renderings sent last.
final class MailContents: Sendable {
    private struct State {
        var contents: [MailContent] = []
        /// The place of the oldest.
        var oldest = 0
    }

    /// Updates of a few incidents in a few languages at once.
    private static let capacity = 16

    private let state = Mutex(State())

    /// Two callers may make the same at once where neither finds it.
    func content(of source: MailContent.Source) -> MailContent {
        if let content = state.withLock({ $0.contents.first { $0.source == source } }) { return content }
        let content = MailContent(source)
        state.withLock { state in
            if state.contents.count < Self.capacity { return state.contents.append(content) }
            state.contents[state.oldest] = content
            state.oldest = (state.oldest + 1) % Self.capacity
        }
        return content
    }
}
