// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import HTTPTypes
import HubCore
import Hummingbird

/// `/preferences/{token}`: what one reader hears of, by a signed link; with all that is kept about that reader, to take
/// along or to have deleted.
struct PreferencesRoutes {
    let hub: Hub

    func add(to router: Router<HubContext>) {
        router.get("/preferences/{token}") { [self] request, context in
            try await show(token(context), request, isSaved: false)
        }
        router.post("/preferences/{token}") { [self] request, context in
            let token = token(context)
            let form = try await request.form()
            guard let before = try await hub.preferences(token) else { return dead(request) }
            if form["action"] == "leave" {
                _ = try await hub.leave(by: token)
            } else {
                _ = try await hub.choose(choice(in: form, before, request), by: token)
            }
            return try await show(token, request, isSaved: true)
        }
        router.get("/preferences/{token}/data") { [self] request, context in
            guard let record = try await hub.readerRecord(token(context)) else { return dead(request) }
            var headers = ReaderPage.headers(contentType: "application/json; charset=utf-8")
            headers[.contentDisposition] = "attachment; filename=\"my-data.json\""
            return Response(
                status: .ok,
                headers: headers,
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: record.body))
            )
        }
        router.get("/preferences/{token}/erase") { [self] request, context in
            guard let preferences = try await hub.preferences(token(context)) else { return dead(request) }
            let page = page(for: request, preferences)
            let words = page.words
            return page.response(
                words.eraseTitle,
                body: """
                    <p><bdi>\(HTMLText.escaped(preferences.maskedAddress))</bdi></p>
                    <p>\(HTMLText.escaped(words.eraseIntro))</p>
                    <form method="post"><button type="submit">\(HTMLText.escaped(words.eraseButton))</button></form>
                    """
            )
        }
        router.post("/preferences/{token}/erase") { [self] request, context in
            guard try await hub.eraseReader(token(context)) else { return dead(request) }
            let page = hub.readerPage(for: request)
            return page.response(page.words.erasedTitle, body: "<p>\(HTMLText.escaped(page.words.erased))</p>")
        }
    }

    private func show(_ token: String, _ request: Request, isSaved: Bool) async throws -> Response {
        guard let preferences = try await hub.preferences(token) else { return dead(request) }
        let page = page(for: request, preferences)
        let form = PreferencesForm(
            preferences: preferences,
            offer: hub.offer,
            words: page.words,
            base: "/preferences/\(token)",
            isSaved: isSaved
        )
        return page.response(page.words.preferencesTitle, body: form.html)
    }

    private func choice(in form: FormBody, _ before: ReaderPreferences, _ request: Request) -> PreferenceChoice {
        var choices: [AudienceName: Interest] = [:]
        if let offer = hub.offer {
            let chosen = Set(form[all: "audience"])
            for audience in offer.audiences where chosen.contains(audience.name.text) {
                let known = before.choices[audience.name] ?? .everything
                let fields = PreferencesForm.fields(for: audience.name, known, offer, ReaderWords.english)
                var interest = fields.interest(in: form)
                if let incident = known.incident, form["incident:\(audience.name)"] == incident.text {
                    interest.incident = incident
                }
                choices[audience.name] = interest
            }
        }
        return PreferenceChoice(
            choices: choices,
            keepsOthers: form["others"] != nil,
            locale: form["locale"].flatMap { LocaleTag($0) }
        )
    }

    private func token(_ context: HubContext) -> String { context.parameters.get("token") ?? "" }

    private func page(for request: Request, _ preferences: ReaderPreferences) -> ReaderPage {
        hub.readerPage(for: request, known: preferences.locale)
    }

    private func dead(_ request: Request) -> Response { hub.readerPage(for: request).unknownLink() }
}
