// SPDX-License-Identifier: Apache-2.0

/// Workflows of Microsoft Teams, and the connectors that came before them.
///
/// `/teams/workflows/ID/triggers/manual/paths/invoke?…&sig=…` answers 202 and says nothing more;
/// `/teams/webhookb2/…` answers 200 in every case but a wrong request, and tells of trouble in its text.
package struct TeamsDialect: ProviderDialect {
    package let prefix = "/teams/"
    private let signature: String
    private let workflows: Set<String>?
    private let quota: PaceLimit
    private let book = PostBook()

    /// The 28 KB that Microsoft documents.
    private static let mostBytes = 28 * 1_024

    /// - Parameters:
    ///   - signature: what `sig` must be; the last part of a connector's path as well.
    ///   - workflows: ids of those that are there; nil for all.
    ///   - burst: how many messages each takes in a second; 0 for any number.
    package init(signature: String = "simulator", workflows: Set<String>? = nil, burst: Int = 4) {
        self.signature = signature
        self.workflows = workflows
        self.quota = PaceLimit(burst, every: .milliseconds(burst > 0 ? 1_000 / burst : 0))
    }

    package var posts: [ProviderPost] { book.posts }
    package func forget() { book.forget() }

    package func answer(_ request: SinkRequest) -> SinkAnswer {
        let request = ProviderRequest(request, below: prefix)
        if request.parts.first == "webhookb2" { return answerConnector(request) }
        // What stands before it differs between environments.
        guard let place = request.parts.firstIndex(of: "workflows"), place + 1 < request.parts.count,
            request.parts[(place + 2)...] == ["triggers", "manual", "paths", "invoke"]
        else { return refuse(404, "NotFound", "There is nothing at this address.") }
        return answerWorkflow(request, request.parts[place + 1])
    }

    private func answerWorkflow(_ request: ProviderRequest, _ id: String) -> SinkAnswer {
        guard workflows?.contains(id) ?? !id.isEmpty else {
            return refuse(404, "WorkflowNotFound", "The workflow '\(id)' could not be found.")
        }
        guard let given = request.query["sig"] else {
            let words = "The request must be authenticated only by Shared Access scheme."
            return refuse(401, "DirectApiAuthorizationRequired", words)
        }
        guard given == signature else {
            return refuse(401, "AuthorizationFailed", "The authentication credentials are not valid.")
        }
        guard request.method == "POST" else { return refuse(404, "NotFound", "The trigger takes POST alone.") }
        if request.raw.bodySize > Self.mostBytes {
            return refuse(413, "RequestEntityTooLarge", "The message is larger than 28 KB.")
        }
        if let wait = quota.take(id, at: request.now).wait {
            return refuse(
                429,
                "TooManyRequests",
                "The request rate is too high.",
                [SinkHeader("retry-after", "\(wait.pauseSeconds)")]
            )
        }
        guard request.mediaType == "application/json" else {
            return refuse(400, "TriggerInputSchemaMismatch", "The content is not JSON.")
        }
        let card: TeamsCard
        do throws(ProviderRequest.Flaw) {
            card = try request.body(as: TeamsCard.self)
        } catch {
            switch error {
            case .notJSON: return refuse(400, "InvalidRequestContent", "The request content is not valid JSON.")
            case .wrong(let field) where field.contains("content."):
                return refuse(400, "InvalidBotAdaptiveCard", "'\(field)' is missing or of the wrong kind.")
            case .wrong(let field):
                return refuse(400, "TriggerInputSchemaMismatch", "'\(field)' is missing or of the wrong kind.")
            }
        }
        if let flaw = card.shapeFlaw { return refuse(400, "TriggerInputSchemaMismatch", flaw) }
        if let flaw = card.cardFlaw { return refuse(400, "InvalidBotAdaptiveCard", flaw) }
        keep(card, "workflow \(id)")
        return 202
    }

    private func answerConnector(_ request: ProviderRequest) -> SinkAnswer {
        guard request.parts.last == signature, request.method == "POST" else {
            return .status(404, body: "Invalid webhook URL")
        }
        let name = request.parts.dropFirst().dropLast().joined(separator: "/")
        if quota.take(name, at: request.now).wait != nil { return trouble(429) }
        if request.raw.bodySize > Self.mostBytes { return trouble(413) }
        guard let card = try? request.body(as: TeamsCard.self) else {
            return .status(400, body: "Bad payload received")
        }
        guard card.shapeFlaw == nil, card.cardFlaw == nil else { return trouble(400) }
        keep(card, "connector \(name)")
        return .status(200, body: "1")
    }

    /// Connectors tell of trouble behind them in the text of a success.
    private func trouble(_ status: Int) -> SinkAnswer {
        let words = "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error \(status)"
        return .status(200, body: "\(words) with ContextId tcid=0,server=simulator.")
    }

    private func keep(_ card: TeamsCard, _ place: String) {
        book.add { number in
            ProviderPost(provider: "teams", place: place, id: "\(number)", text: card.plain, note: card.note)
        }
    }

    private func refuse(_ status: Int, _ code: String, _ words: String, _ headers: [SinkHeader] = []) -> SinkAnswer {
        .json(status, headers: headers, ["error": ["code": code, "message": words]])
    }
}
