// SPDX-License-Identifier: Apache-2.0

/// Every fault the program can report.
///
/// `Config/faults.yaml` explains each one; a test keeps the two in step.
public enum FaultCode: String, Hashable, Sendable, CaseIterable, Codable {
    // Requests to the hub.
    case malformedRequest = "API-400"
    case unauthenticated = "API-401"
    case permissionDenied = "API-403"
    case notFound = "API-404"
    case methodNotAllowed = "API-405"
    case requestInProgress = "API-409"
    case requestTooLarge = "API-413"
    case unsupportedMediaType = "API-415"
    case idempotencyMismatch = "API-422"
    case internalError = "API-500"
    case overloaded = "API-503"
    case schemaInvalid = "API-601"
    case unknownField = "API-602"
    case limitExceeded = "API-603"

    // What is said, to whom.
    case invalidTransition = "INC-409"
    case audienceUnknown = "AUD-404"
    case audienceInvalid = "AUD-422"
    case channelUnknown = "CHN-604"
    case addressInvalid = "CHN-605"
    case unsupportedFeature = "HUB-501"

    // Configuration and secrets.
    case configurationUnreadable = "CFG-001"
    case configurationSyntax = "CFG-002"
    case configurationUnknownKey = "CFG-003"
    case configurationInvalid = "CFG-004"
    case secretMissing = "CFG-005"

    // Templates.
    case templateUnknown = "TPL-404"
    case templateInvalid = "TPL-001"
    case templateVariableMissing = "TPL-002"
    case templateVariableUnknown = "TPL-003"
    case templateVariableInvalid = "TPL-004"
    case templateTooLarge = "TPL-005"
    case localeUnsupported = "TPL-006"

    // Attempts: the destination's side.
    case timedOut = "DLV-001"
    case connectionRefused = "DLV-002"
    case connectionLost = "DLV-003"
    case tlsFailed = "DLV-004"
    case providerUnavailable = "DLV-005"
    case protocolViolation = "DLV-006"
    case mailboxFull = "DLV-007"
    case greylisted = "DLV-008"
    case hostUnknown = "DLV-009"
    case rateLimited = "DLV-429"
    case targetGone = "DLV-410"
    case targetUnknown = "DLV-404"
    case recipientRejected = "DLV-550"
    case redirected = "DLV-300"
    case addressBlocked = "DLV-403"
    case contentRejected = "DLV-422"
    case payloadTooLarge = "DLV-413"

    // Attempts: our side.
    case authenticationRejected = "DLV-401"
    case tlsUntrusted = "DLV-495"
    case encryptionUnavailable = "DLV-496"
    case senderRejected = "DLV-497"
    case destinationSecretInvalid = "DLV-498"
    case outcomeUnknown = "DLV-000"
    case resolverFailed = "LOC-001"
    case resourcesExhausted = "LOC-002"
    case fileUnwritable = "LOC-003"
    case proxyFailed = "LOC-004"
    case cancelled = "LOC-005"

    // Ends of a delivery.
    case expired = "END-001"
    case superseded = "END-002"
    case rerouted = "END-003"
    case unsubscribed = "END-004"
    case reachedElsewhere = "END-005"
    case withdrawn = "END-006"

    // What is kept back, and what people ask about it.
    case destinationHeld = "HLD-001"
    case channelHeld = "HLD-002"
    case channelQuarantined = "HLD-003"
    case destinationFailing = "HLD-004"
    case replayRefused = "REP-409"
    case choiceNeeded = "REP-422"

    // Storage.
    case storageUnavailable = "STO-001"
    case storageFull = "STO-002"
    case schemaNewer = "STO-003"
    case durabilityRefused = "STO-004"
}

extension FaultCode {
    /// The stable word for programs and metrics, such as `rate_limited`.
    public var errorType: String { traits.type }
    public var faultClass: FaultClass { traits.faultClass }
    public var cause: FaultCause { traits.cause }

    private struct Traits {
        let type: String
        let faultClass: FaultClass
        let cause: FaultCause

        init(_ type: String, _ faultClass: FaultClass, _ cause: FaultCause) {
            self.type = type
            self.faultClass = faultClass
            self.cause = cause
        }
    }

    private var traits: Traits {
        switch self {
        case .malformedRequest: Traits("malformed_request", .request, .data)
        case .unauthenticated: Traits("auth_rejected", .request, .config)
        case .permissionDenied: Traits("permission_denied", .request, .config)
        case .notFound: Traits("not_found", .request, .data)
        case .methodNotAllowed: Traits("method_not_allowed", .request, .data)
        case .requestInProgress: Traits("request_in_progress", .transient, .timeliness)
        case .requestTooLarge: Traits("payload_too_large", .request, .data)
        case .unsupportedMediaType: Traits("unsupported_media_type", .request, .data)
        case .idempotencyMismatch: Traits("idempotency_mismatch", .request, .data)
        case .internalError: Traits("internal_error", .local, .internal)
        case .overloaded: Traits("overloaded", .local, .timeliness)
        case .schemaInvalid: Traits("schema_invalid", .request, .data)
        case .unknownField: Traits("unknown_field", .request, .data)
        case .limitExceeded: Traits("limit_exceeded", .request, .data)
        case .invalidTransition: Traits("invalid_transition", .request, .data)
        case .audienceUnknown: Traits("audience_unknown", .request, .data)
        case .audienceInvalid: Traits("audience_invalid", .request, .data)
        case .channelUnknown: Traits("channel_unknown", .request, .data)
        case .addressInvalid: Traits("address_invalid", .permanentDestination, .data)
        case .unsupportedFeature: Traits("unsupported_feature", .request, .config)
        case .configurationUnreadable: Traits("config_unreadable", .request, .config)
        case .configurationSyntax: Traits("config_syntax", .request, .config)
        case .configurationUnknownKey: Traits("config_unknown_key", .request, .config)
        case .configurationInvalid: Traits("config_invalid", .request, .config)
        case .secretMissing: Traits("secret_missing", .configuration, .config)
        case .templateUnknown: Traits("template_unknown", .request, .data)
        case .templateInvalid: Traits("template_invalid", .request, .config)
        case .templateVariableMissing: Traits("template_variable_missing", .request, .data)
        case .templateVariableUnknown: Traits("template_unknown_variable", .request, .data)
        case .templateVariableInvalid: Traits("template_variable_invalid", .request, .data)
        case .templateTooLarge: Traits("template_too_large", .request, .data)
        case .localeUnsupported: Traits("unsupported_locale", .request, .data)
        case .timedOut: Traits("timeout", .transient, .external)
        case .connectionRefused: Traits("connection_refused", .transient, .external)
        case .connectionLost: Traits("connection_lost", .transient, .external)
        case .tlsFailed: Traits("tls_failure", .transient, .external)
        case .providerUnavailable: Traits("provider_unavailable", .transient, .external)
        case .protocolViolation: Traits("protocol_violation", .transient, .external)
        case .mailboxFull: Traits("mailbox_full", .transient, .external)
        case .greylisted: Traits("greylisted", .transient, .external)
        case .hostUnknown: Traits("dns_failure", .transient, .external)
        case .rateLimited: Traits("rate_limited", .rateLimited, .timeliness)
        case .targetGone: Traits("target_gone", .permanentDestination, .external)
        case .targetUnknown: Traits("target_unknown", .permanentDestination, .data)
        case .recipientRejected: Traits("recipient_rejected", .permanentDestination, .data)
        case .redirected: Traits("redirected", .permanentDestination, .config)
        case .addressBlocked: Traits("address_blocked", .permanentDestination, .config)
        case .contentRejected: Traits("content_rejected", .permanentMessage, .data)
        case .payloadTooLarge: Traits("payload_too_large", .permanentMessage, .data)
        case .authenticationRejected: Traits("auth_rejected", .configuration, .config)
        case .tlsUntrusted: Traits("tls_untrusted", .configuration, .config)
        case .encryptionUnavailable: Traits("encryption_unavailable", .configuration, .config)
        case .senderRejected: Traits("sender_rejected", .configuration, .config)
        case .destinationSecretInvalid: Traits("destination_secret_invalid", .permanentDestination, .config)
        case .outcomeUnknown: Traits("outcome_unknown", .unknown, .external)
        case .resolverFailed: Traits("resolver_failed", .local, .internal)
        case .resourcesExhausted: Traits("resources_exhausted", .local, .internal)
        case .fileUnwritable: Traits("file_unwritable", .local, .config)
        case .proxyFailed: Traits("proxy_failed", .local, .config)
        case .cancelled: Traits("cancelled", .local, .internal)
        case .expired: Traits("expired", .permanentMessage, .timeliness)
        case .superseded: Traits("superseded", .permanentMessage, .timeliness)
        case .unsubscribed: Traits("unsubscribed", .permanentDestination, .data)
        case .rerouted: Traits("rerouted", .permanentDestination, .timeliness)
        case .reachedElsewhere: Traits("reached_elsewhere", .permanentMessage, .timeliness)
        case .withdrawn: Traits("withdrawn", .permanentMessage, .timeliness)
        case .destinationHeld: Traits("destination_held", .permanentDestination, .external)
        case .channelHeld: Traits("channel_held", .configuration, .config)
        case .channelQuarantined: Traits("channel_quarantined", .configuration, .external)
        case .destinationFailing: Traits("destination_failing", .permanentDestination, .external)
        case .replayRefused: Traits("replay_refused", .request, .timeliness)
        case .choiceNeeded: Traits("choice_needed", .request, .data)
        case .storageUnavailable: Traits("storage_unavailable", .local, .internal)
        case .storageFull: Traits("storage_full", .local, .internal)
        case .schemaNewer: Traits("schema_newer", .request, .config)
        case .durabilityRefused: Traits("durability_refused", .request, .config)
        }
    }
}
