// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import HTTPTypes
import HubCore
import Hummingbird
import Incidents

/// `/subscribe`: a reader asks for messages, by the page or in JSON; and `/subscribe/confirm/{token}`, where that is
/// confirmed.
///
/// Every address is answered alike. A GET confirms nothing: link scanners follow every one.
struct SubscribeRoutes {
    let hub: Hub

    func add(to router: Router<HubContext>) {
        router.get("/subscribe") { [self] request, _ in try await form(for: request) }
        router.post("/subscribe") { [self] request, context in
            if request.bringsJSON { return try await subscribeByJSON(request, context) }
            return try await subscribe(request, context)
        }
        BrowserPush.addScripts(to: router)
        router.get("/subscribe/confirm/{token}") { [self] request, context in
            guard let wish = hub.wish(context.parameters.get("token") ?? "") else { return dead(request) }
            let page = page(for: request, known: wish.locale)
            let words = page.words
            return page.response(
                words.confirmTitle,
                body: """
                    <p>\(HTMLText.escaped(words.confirmIntro)) \(place(of: wish, words))</p>
                    \(summary(of: wish, words))
                    <form method="post"><button type="submit">\(HTMLText.escaped(words.confirm))</button></form>
                    """
            )
        }
        router.post("/subscribe/confirm/{token}") { [self] request, context in
            let token = context.parameters.get("token") ?? ""
            guard let confirmed = try await hub.confirmSubscription(token) else { return dead(request) }
            return self.confirmed(confirmed, page(for: request, known: confirmed.wish.locale))
        }
    }

    // MARK: Asking

    private func form(
        for request: Request,
        complaint: ((ReaderWords) -> String)? = nil,
        filled: FormBody? = nil,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        guard let offer = hub.offer else { throw Fault(.notFound, "There is nothing to subscribe to here.") }
        var page = page(for: request)
        var form = SubscribeForm(offer: offer, words: page.words, kinds: hub.offeredKinds)
        let asked = filled?["incident"] ?? request.uri.queryParameters["incident"].map { String($0) }
        if let id = asked.flatMap({ IncidentReference.ID($0) }),
            let (incident, _) = try await hub.publicTimeline(of: id)
        {
            form.incident = (id, incident.title)
            page.query = "&incident=\(id)"
        }
        form.complaint = complaint?(page.words)
        form.filled = filled
        if form.push != nil { page.script = "/subscribe.js" }
        return page.response(page.words.subscribeTitle, status: status, body: form.html)
    }

    private func subscribe(_ request: Request, _ context: HubContext) async throws -> Response {
        guard let offer = hub.offer else { throw Fault(.notFound, "There is nothing to subscribe to here.") }
        let form = try await request.form()
        // What fills in every field is no person: it is answered like one.
        if form[SubscribeForm.trap] == nil, let fault = await ask(form, offer, context) {
            guard let complaint = Self.complaint(of: fault) else { throw fault }
            return try await self.form(
                for: request,
                complaint: complaint,
                filled: form,
                status: fault.code.httpStatus
            )
        }
        let page = page(for: request)
        return page.response(page.words.sentTitle, body: "<p>\(HTMLText.escaped(page.words.sent))</p>")
    }

    /// - Returns: what is wrong; nil where nothing is.
    private func ask(_ form: FormBody, _ offer: SubscriptionOffer, _ context: HubContext) async -> Fault? {
        let document = form.document(
            ["channel", "to", "audience", "components", "severity", "locale", "incident"],
            lists: ["components"]
        )
        do throws(Fault) {
            try await hub.subscribe(SubscriptionRequest(document, offer: offer), from: context.client)
            return nil
        } catch {
            return error
        }
    }

    /// What a person is told of it; nil where it is not a person's doing.
    private static func complaint(of fault: Fault) -> ((ReaderWords) -> String)? {
        if fault.code == .overloaded { return { $0.tooMany } }
        guard fault.code.httpStatus == .unprocessableContent else { return nil }
        return fault.context["where"] == "/to" ? { $0.wrongAddress } : { $0.wrongForm }
    }

    private func subscribeByJSON(_ request: Request, _ context: HubContext) async throws -> Response {
        guard let offer = hub.offer else { throw Fault(.notFound, "There is nothing to subscribe to here.") }
        var request = request
        let body = Array(buffer: try await request.collectBody(upTo: FormBody.longest))
        try await hub.subscribe(SubscriptionRequest(Document.json(body), offer: offer), from: context.client)
        return Response(
            status: .accepted,
            headers: ReaderPage.headers(contentType: "application/json; charset=utf-8"),
            body: ResponseBody(byteBuffer: ByteBuffer(string: #"{"state":"awaiting_confirmation"}"#))
        )
    }

    // MARK: Confirming

    private func confirmed(_ confirmed: ConfirmedSubscription, _ page: ReaderPage) -> Response {
        let words = page.words
        var body = """
            <p>\(HTMLText.escaped(words.confirmed)) \(place(of: confirmed.wish, words))</p>
            \(summary(of: confirmed.wish, words))
            """
        if let secret = confirmed.secret {
            body += """
                <h2>\(HTMLText.escaped(words.secretTitle))</h2>
                <p>\(HTMLText.escaped(words.secretIntro))</p>
                <code>\(HTMLText.escaped(secret.reveal()))</code>
                """
        }
        if let link = confirmed.preferencesURL {
            body += "<p><a href=\"\(HTMLText.escaped(link))\">\(HTMLText.escaped(words.toPreferences))</a></p>"
        }
        return page.response(words.confirmedTitle, body: body)
    }

    /// Where messages go: the address, but for a browser's, which says nothing to people.
    private func place(of wish: SubscriptionWish, _ words: ReaderWords) -> String {
        let isBrowser = hub.offeredKinds.contains { $0.channel == wish.channel && $0.programKey != nil }
        return "<strong><bdi>\(HTMLText.escaped(isBrowser ? words.thisBrowser : wish.address))</bdi></strong>"
    }

    /// What is asked for, in a line for each part of it.
    private func summary(of wish: SubscriptionWish, _ words: ReaderWords) -> String {
        guard let offer = hub.offer else { return "" }
        var lines: [(String, String)] = []
        if offer.audiences.count > 1, let title = offer.title(of: wish.audience, in: words.locale) {
            lines.append((words.audience, title))
        }
        let components = wish.interest.components.sorted().map { offer.title(of: $0, in: words.locale) }
        if !components.isEmpty { lines.append((words.components, components.joined(separator: ", "))) }
        if let severity = wish.interest.severity {
            let label = words.severities.first { $0.value == severity.rawValue }?.label ?? severity.rawValue
            lines.append((words.severity, label))
        }
        let items = lines.map { "<li>\(HTMLText.escaped($0)): <bdi>\(HTMLText.escaped($1))</bdi></li>" }
        let one = wish.interest.incident == nil ? "" : "<li>\(HTMLText.escaped(words.onlyIncident))</li>"
        return items.isEmpty && one.isEmpty ? "" : "<ul>\(items.joined())\(one)</ul>"
    }

    private func dead(_ request: Request) -> Response {
        let page = page(for: request)
        let more =
            hub.offer == nil ? "" : "<p><a href=\"/subscribe\">\(HTMLText.escaped(page.words.subscribeAnew))</a></p>"
        return page.unknownLink(more: more)
    }

    private func page(for request: Request, known: LocaleTag? = nil) -> ReaderPage {
        hub.readerPage(for: request, known: known)
    }
}

extension Hub {
    /// A page in the language of whoever asks for it.
    func readerPage(for request: Request, known: LocaleTag? = nil) -> ReaderPage {
        let locale = ReaderLocale.of(request, known: known, standard: locale)
        return ReaderPage(
            site: offer?.title ?? "Status",
            hasStatusPage: offer?.hasStatusPage ?? false,
            words: .of(locale)
        )
    }
}
