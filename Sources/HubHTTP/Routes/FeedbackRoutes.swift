// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import HTTPTypes
import HubCore
import Hummingbird

/// `/feedback/{token}`: a reader says whether an update helped.
///
/// Nothing that is kept names the reader. A GET keeps nothing.
struct FeedbackRoutes {
    let hub: Hub

    func add(to router: Router<HubContext>) {
        router.get("/feedback/{token}") { [hub] request, context in
            guard let (subject, title) = try await hub.feedbackSubject(context.parameters.get("token") ?? "") else {
                return hub.readerPage(for: request).unknownLink()
            }
            let page = hub.readerPage(for: request, known: subject.locale)
            return page.response(page.words.feedbackTitle, body: Self.form(title, page.words))
        }
        router.post("/feedback/{token}") { [hub] request, context in
            let token = context.parameters.get("token") ?? ""
            guard let (subject, title) = try await hub.feedbackSubject(token) else {
                return hub.readerPage(for: request).unknownLink()
            }
            let page = hub.readerPage(for: request, known: subject.locale)
            let form = try await request.form()
            guard let answer = form["helpful"], ["yes", "no"].contains(answer) else {
                return page.response(
                    page.words.feedbackTitle,
                    status: .unprocessableContent,
                    body: Self.form(title, page.words)
                )
            }
            _ = try await hub.keepFeedback(isHelpful: answer == "yes", comment: form["comment"], by: token)
            return page.response(page.words.thanksTitle, body: "<p>\(HTMLText.escaped(page.words.thanks))</p>")
        }
    }

    private static func form(_ title: String, _ words: ReaderWords) -> String {
        let answers = [("yes", words.yes), ("no", words.no)]
            .map { value, label in
                "<label class=\"choice\"><input type=\"radio\" name=\"helpful\" value=\"\(value)\" required> "
                    + "<span>\(HTMLText.escaped(label))</span></label>"
            }
        return """
            <p>\(HTMLText.escaped(words.about)): <bdi>\(HTMLText.escaped(title))</bdi></p>
            <form method="post">
            <fieldset><legend>\(HTMLText.escaped(words.feedbackTitle))</legend>
            \(answers.joined(separator: "\n"))
            </fieldset>
            <div class="field"><label for="comment">\(HTMLText.escaped(words.comment))</label>
            <textarea id="comment" name="comment" maxlength="\(Hub.longestComment)" aria-describedby="comment-hint">\
            </textarea>
            <p class="quiet" id="comment-hint">\(HTMLText.escaped(words.commentHint))</p></div>
            <button type="submit">\(HTMLText.escaped(words.send))</button>
            </form>
            """
    }
}
