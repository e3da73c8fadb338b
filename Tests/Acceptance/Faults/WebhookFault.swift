// SPDX-License-Identifier: Apache-2.0

import Simulator

/// An endpoint with a fault, and what is to become of a delivery to it.
///
/// The channel's schedule has two steps.
struct WebhookFault: Sendable {
    enum Endpoint: Sendable {
        /// A sink of its own that answers so.
        case sink([SinkAnswer])
        /// One of ``BrokenServers``, over TLS or not.
        case broken(String, secure: Bool)
        /// Nobody listens.
        case nobody
        /// A name that no name server knows.
        case unknownHost
        /// TLS is spoken to a sink that knows of none.
        case secureSink
    }

    let name: String
    let endpoint: Endpoint
    let expected: FaultExpectation
    /// Whether the channel with a short time-out is used.
    var isHasty = false

    static let all: [WebhookFault] =
        connection + garbled + interim + successes + redirects + refusals + retried + throttled

    private static func sink(
        _ name: String,
        _ answers: SinkAnswer...,
        hasty: Bool = false,
        expect expected: FaultExpectation
    ) -> WebhookFault {
        WebhookFault(name: name, endpoint: .sink(answers), expected: expected, isHasty: hasty)
    }

    private static func broken(
        _ name: String,
        _ server: String,
        secure: Bool = false,
        hasty: Bool = false,
        expect expected: FaultExpectation
    ) -> WebhookFault {
        WebhookFault(name: name, endpoint: .broken(server, secure: secure), expected: expected, isHasty: hasty)
    }

    private static let connection = [
        WebhookFault(name: "nobody", endpoint: .nobody, expected: .exhausted("failed", "connection_refused")),
        WebhookFault(
            name: "unknown host",
            endpoint: .unknownHost,
            // A name server that is out of reach is our own trouble, and waits.
            expected: FaultExpectation(
                states: ["dead", "retrying"],
                results: nil,
                errors: ["dns_failure", "resolver_failed"]
            )
        ),
        // A small body has left together with the head before the reset can be noticed; both verdicts are true then.
        sink(
            "reset before the body",
            .resetBeforeBody,
            expect: FaultExpectation(states: ["dead"], results: nil, errors: ["outcome_unknown", "connection_lost"])
        ),
        sink("reset after the body", .reset, expect: .exhausted("unknown", "outcome_unknown")),
        sink("closed without an answer", .close, expect: .exhausted("unknown", "outcome_unknown")),
        sink("hanging", .hang, hasty: true, expect: .exhausted("unknown", "outcome_unknown")),
        sink("reset once", .reset, 200, expect: .delivered(after: "unknown", error: "outcome_unknown")),
        WebhookFault(name: "TLS to a plain port", endpoint: .secureSink, expected: .exhausted("failed", "tls_failure")),
        broken(
            "TLS that breaks off",
            "handshake",
            secure: true,
            expect: .exhausted("failed", "tls_failure", "connection_lost")
        ),
        // The endpoint's own certificate is wrong: its deliveries wait or end, and no other endpoint's do.
        broken(
            "untrusted certificate",
            "tls",
            secure: true,
            expect: FaultExpectation(states: ["retrying", "held", "dead"], results: nil, errors: ["tls_untrusted"])
        ),
    ]

    private static let garbled = [
        sink("garbage", .garbage, expect: .exhausted("failed", "protocol_violation")),
        sink(
            "slow drip of the head",
            SinkAnswer.status(200).dripping(bytesPerSecond: 2),
            hasty: true,
            expect: .exhausted("unknown", "outcome_unknown")
        ),
        sink("body that breaks off", .half, expect: .delivered()),
        broken("head that breaks off", "head", hasty: true, expect: .exhausted("unknown", "outcome_unknown")),
        broken(
            "endless header line",
            "lines",
            hasty: true,
            expect: .exhausted("unknown", "outcome_unknown", "protocol_violation")
        ),
        broken("HTTP/1.0", "old", expect: .delivered()),
        broken("HTTP version from the future", "version", expect: .exhausted("failed", "protocol_violation")),
        broken("status 799", "beyond", expect: .exhausted("failed", "protocol_violation")),
    ]

    private static let interim = [
        broken("100 and then 200", "continue", expect: .delivered()),
        broken("103 three times and then 200", "hints", expect: .delivered()),
        broken("102 and then nothing", "promise", hasty: true, expect: .exhausted("unknown", "outcome_unknown")),
        broken(
            "101 for a protocol nobody asked for",
            "switch",
            hasty: true,
            expect: .exhausted("unknown", "outcome_unknown", "protocol_violation")
        ),
    ]

    private static let successes = [200, 201, 202, 203, 204, 205, 206, 226, 299]
        .map { WebhookFault(name: "\($0)", endpoint: .sink([.status($0)]), expected: .delivered()) }

    private static let redirects = [300, 301, 302, 303, 304, 305, 307, 308]
        .map { status in
            WebhookFault(
                name: "\(status)",
                endpoint: .sink([.redirect(to: "/elsewhere", status: status)]),
                expected: .exhausted("failed", "provider_unavailable")
            )
        }

    private static let refusals =
        [
            400: "content_rejected", 401: "recipient_rejected", 402: "recipient_rejected", 403: "recipient_rejected",
            406: "content_rejected", 407: "recipient_rejected", 413: "payload_too_large", 414: "payload_too_large",
            415: "content_rejected", 422: "content_rejected", 431: "payload_too_large", 451: "content_rejected",
        ]
        .sorted { $0.key < $1.key }
        .map { WebhookFault(name: "\($0)", endpoint: .sink([.status($0)]), expected: .refused($1)) } + [
            // Gone: nothing is dropped unseen, it is kept for whoever enables the destination again.
            sink(
                "410",
                410,
                expect: FaultExpectation(states: ["held"], results: ["failed"], errors: ["target_gone"])
            ),
            sink(
                "asks for no more",
                .status(400, headers: [SinkHeader("webhook-delivery", "disable")]),
                expect: FaultExpectation(states: ["held"], results: ["failed"], errors: ["target_gone"])
            ),
            sink(
                "asks not for this one",
                .status(500, headers: [SinkHeader("webhook-delivery", "abort-message")]),
                expect: .refused("content_rejected")
            ),
        ]

    private static let retried =
        [404, 405, 408, 409, 425, 500, 501, 502, 503, 504, 505, 507, 511, 520, 522, 599]
        .map { status in
            WebhookFault(
                name: "\(status)",
                endpoint: .sink([.status(status)]),
                expected: .exhausted("failed", "provider_unavailable")
            )
        } + [
            sink("500 once", 500, 200, expect: .delivered(after: "failed", error: "provider_unavailable")),
            sink(
                "500, reset and 200",
                500,
                .reset,
                200,
                expect: FaultExpectation.delivered(
                    after: "failed",
                    "unknown",
                    error: "provider_unavailable",
                    "outcome_unknown"
                )
            ),
        ]

    /// More refusals than the schedule has steps: limits queue, they never fail.
    private static let throttled = [
        sink(
            "429 with Retry-After",
            .status(429, retryAfter: 1),
            .status(429, retryAfter: 1),
            .status(429, retryAfter: 1),
            .status(429, retryAfter: 1),
            200,
            expect: .delivered(after: "failed", "failed", "failed", "failed", error: "rate_limited")
        ),
        sink(
            "503 with Retry-After",
            .status(503, retryAfter: 1),
            .status(503, retryAfter: 1),
            .status(503, retryAfter: 1),
            200,
            expect: .delivered(after: "failed", "failed", "failed", error: "rate_limited")
        ),
        sink(
            "429 without Retry-After",
            429,
            429,
            429,
            429,
            200,
            expect: .delivered(after: "failed", "failed", "failed", "failed", error: "rate_limited")
        ),
    ]
}
