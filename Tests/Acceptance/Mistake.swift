// SPDX-License-Identifier: Apache-2.0

/// A request with one thing wrong, and how it must be answered.
struct Mistake: Sendable {
    enum Bearer: Sendable { case admin, viewer, unknown, nobody }

    let name: String
    var method = "POST"
    let path: String
    var body: String
    var type: String? = "application/json"
    var bearer = Bearer.admin
    let status: Int
    let code: String
    /// The `where` that must be named, where it is fixed.
    var place: String?
    /// What the suggested action must contain.
    var advice: String?

    func make(_ hub: HubProcess, viewer: String) async throws -> Answer {
        let token: String? =
            switch bearer {
            case .admin: HubSite.token
            case .viewer: viewer
            case .unknown: "blf_0000"
            case .nobody: nil
            }
        return try await hub.request(
            method,
            path,
            body: Array(body.utf8),
            token: token,
            headers: type.map { ["content-type": $0] } ?? [:]
        )
    }

    static func all(incident: String) -> [Mistake] {
        declaring + publishing(on: "/v1/incidents/\(incident)/updates") + sending + asking + entering
    }

    private static func declare(
        _ name: String,
        _ body: String,
        _ status: Int,
        _ code: String,
        _ place: String? = nil,
        _ advice: String? = nil
    ) -> Mistake {
        Mistake(
            name: name,
            path: "/v1/incidents",
            body: body,
            status: status,
            code: code,
            place: place,
            advice: advice
        )
    }

    private static var declaring: [Mistake] {
        let title = String(repeating: "x", count: 256)
        let section = String(repeating: "x", count: 65 * 1_024)
        let huge = String(repeating: "x", count: 300 * 1_024)
        return [
            declare("no JSON", "{\"title\": ", 400, "API-400", "body"),
            declare("an empty body", "", 400, "API-400", "body"),
            declare("a list", "[]", 422, "API-601", "/"),
            declare(
                "an unknown field",
                #"{"title": "T", "severity": "sev1", "componets": []}"#,
                422,
                "API-602",
                "/componets",
                "components"
            ),
            declare("a number as title", #"{"title": 1, "severity": "sev1"}"#, 422, "API-601", "/title"),
            declare(
                "a word as list",
                #"{"title": "T", "severity": "sev1", "components": "checkout"}"#,
                422,
                "API-601",
                "/components"
            ),
            declare("no title", #"{"severity": "sev1"}"#, 422, "API-601", "/title"),
            declare("an empty title", #"{"title": " ", "severity": "sev1"}"#, 422, "API-601", "/title"),
            declare("no severity", #"{"title": "T"}"#, 422, "API-601", "/severity"),
            declare(
                "a severity that is none",
                #"{"title": "T", "severity": "sev9"}"#,
                422,
                "API-601",
                "/severity",
                "sev"
            ),
            declare(
                "a title that is too long",
                #"{"title": "\#(title)", "severity": "sev1"}"#,
                422,
                "API-603",
                "/title"
            ),
            declare(
                "a section that is too long",
                #"{"title": "T", "severity": "sev1", "audiences": ["buyers"], "body": "\#(section)"}"#,
                422,
                "API-603",
                "/sections/what_happened"
            ),
            declare("a body over the limit", #"{"title": "\#(huge)"}"#, 413, "API-413", "body"),
            declare(
                "an unknown audience",
                #"{"title": "T", "severity": "sev1", "audiences": ["buyer"], "body": "B"}"#,
                422,
                "AUD-404",
                "/audiences",
                "buyers"
            ),
            declare(
                "an unknown template",
                #"{"title": "T", "severity": "sev1", "template": "checkout-error"}"#,
                422,
                "TPL-404",
                nil,
                "checkout-errors"
            ),
            declare(
                "a template and text",
                #"{"title": "T", "severity": "sev1", "template": "checkout-errors", "body": "B"}"#,
                422,
                "API-601"
            ),
        ]
    }

    private static func publishing(on path: String) -> [Mistake] {
        [
            Mistake(
                name: "a phase that cannot follow",
                path: path,
                body: #"{"phase": "scheduled", "body": "B"}"#,
                status: 409,
                code: "INC-409",
                place: "/phase",
                advice: "identified"
            ),
            Mistake(
                name: "a missing template variable",
                path: path,
                body: #"{"phase": "investigating", "template": "update"}"#,
                status: 422,
                code: "TPL-002",
                advice: "news"
            ),
            Mistake(
                name: "an unknown template variable",
                path: path,
                body: #"{"phase": "investigating", "template": "update", "variables": {"news": "N", "advise": "A"}}"#,
                status: 422,
                code: "TPL-003",
                advice: "advice"
            ),
            Mistake(
                name: "an update that says nothing",
                path: path,
                body: #"{"phase": "investigating"}"#,
                status: 422,
                code: "API-601",
                place: "/body",
                advice: "body"
            ),
            Mistake(
                name: "an unknown channel",
                path: path,
                body: #"{"phase": "investigating", "body": "B", "channels": ["hoks"]}"#,
                status: 422,
                code: "CHN-604",
                place: "/channels",
                advice: "hooks"
            ),
            Mistake(
                name: "an unknown section",
                path: path,
                body: #"{"phase": "investigating", "sections": {"impcat": "B"}}"#,
                status: 422,
                code: "API-602",
                place: "/sections/impcat",
                advice: "impact"
            ),
            Mistake(
                name: "an unknown incident",
                path: "/v1/incidents/inc_01ARZ3NDEKTSV4RRFFQ69G5FAV/updates",
                body: #"{"phase": "investigating", "body": "B"}"#,
                status: 404,
                code: "API-404"
            ),
        ]
    }

    private static var sending: [Mistake] {
        [
            Mistake(
                name: "a message to nobody",
                path: "/v1/messages",
                body: #"{"title": "T", "body": "B", "to": []}"#,
                status: 422,
                code: "API-601",
                place: "/to"
            ),
            Mistake(
                name: "a message to an unknown audience",
                path: "/v1/messages",
                body: #"{"title": "T", "body": "B", "to": ["byers"]}"#,
                status: 422,
                code: "AUD-404",
                place: "/to",
                advice: "buyers"
            ),
            Mistake(
                name: "a message to no address",
                path: "/v1/messages",
                body: #"{"title": "T", "body": "B", "to": [{"channel": "hooks", "to": "not a url"}]}"#,
                status: 422,
                code: "CHN-605",
                place: "/to/0/to"
            ),
        ]
    }

    private static var asking: [Mistake] {
        func get(
            _ name: String,
            _ path: String,
            _ status: Int,
            _ code: String,
            _ place: String,
            _ advice: String? = nil
        ) -> Mistake {
            Mistake(
                name: name,
                method: "GET",
                path: path,
                body: "",
                type: nil,
                status: status,
                code: code,
                place: place,
                advice: advice
            )
        }
        return [
            get("an unknown path", "/v1/incident", 404, "API-404", "/v1/incident"),
            get("an unknown query", "/v1/deliveries?stat=dead", 422, "API-602", "?stat", "state"),
            get("an unknown state", "/v1/deliveries?state=died", 422, "API-601", "?state"),
            get("a limit that is none", "/v1/incidents?limit=many", 422, "API-601", "?limit"),
            get("an unknown delivery", "/v1/deliveries/dlv_999999", 404, "API-404", "/id"),
            Mistake(
                name: "a method that the path does not take",
                method: "DELETE",
                path: "/v1/incidents",
                body: "",
                type: nil,
                status: 405,
                code: "API-405",
                place: "/v1/incidents"
            ),
        ]
    }

    private static var entering: [Mistake] {
        let body = #"{"title": "T", "severity": "sev1", "audiences": ["buyers"], "body": "B"}"#
        func enter(
            _ name: String,
            _ bearer: Bearer,
            _ status: Int,
            _ code: String,
            type: String = "application/json"
        ) -> Mistake {
            Mistake(
                name: name,
                path: "/v1/incidents",
                body: body,
                type: type,
                bearer: bearer,
                status: status,
                code: code
            )
        }
        return [
            enter("an unknown token", .unknown, 401, "API-401"),
            enter("no token", .nobody, 401, "API-401"),
            enter("a role that may not", .viewer, 403, "API-403"),
            enter("plain text", .admin, 415, "API-415", type: "text/plain"),
            enter("YAML", .admin, 415, "API-415", type: "application/yaml; charset=utf-8"),
        ]
    }
}
