// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// The words in which Slack says what is wrong; no other word of an answer is ever repeated.
package enum SlackErrors {
    package static let ofWebhooks = table([
        .contentRejected: ["invalid_payload", "no_text", "too_many_attachments", "invalid_blocks"],
        .targetUnknown: ["user_not_found", "channel_not_found"],
        .targetGone: [
            "channel_is_archived", "invalid_token", "no_service", "no_service_id", "no_active_hooks", "no_team",
            "team_disabled",
        ],
        .recipientRejected: ["action_prohibited", "posting_to_general_channel_denied"],
        .providerUnavailable: ["rollup_error"],
    ])

    /// What a word of the Web API means; nil for a word that is not known.
    package static func code(for word: String) -> FaultCode? { ofAPI[word] }

    package static let ofAPI = table([
        .rateLimited: ["ratelimited", "rate_limited"],
        .providerUnavailable: [
            "service_unavailable", "internal_error", "fatal_error", "request_timeout", "team_added_to_org",
            "org_login_required",
        ],
        .targetUnknown: ["channel_not_found"],
        .targetGone: ["is_archived"],
        .recipientRejected: [
            "not_in_channel", "restricted_action", "restricted_action_read_only_channel",
            "restricted_action_thread_only_channel", "restricted_action_non_threadable_channel",
            "restricted_action_thread_locked", "user_is_bot", "user_is_restricted", "user_is_ultra_restricted",
            "messages_tab_disabled",
        ],
        .authenticationRejected: [
            "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope",
            "no_permission", "not_allowed_token_type", "team_access_not_granted", "ekm_access_denied", "access_denied",
        ],
        .payloadTooLarge: ["msg_too_long", "msg_blocks_too_long", "metadata_too_large"],
        .contentRejected: [
            "no_text", "invalid_blocks", "invalid_blocks_format", "too_many_attachments", "too_many_contact_cards",
            "invalid_arguments", "invalid_json", "cannot_reply_to_message", "thread_not_found", "message_not_found",
            "cant_update_message", "edit_window_closed",
        ],
    ])

    static let advice = [
        "not_in_channel": "Invite the app's bot to the channel.",
        "missing_scope": "Give the app the scope chat:write, and install it anew.",
        "channel_not_found": "Check the channel's id; a bot does not see private channels that it is not in.",
        "invalid_token": "Make a new incoming webhook and put its URL where the destination's secret points.",
        "no_service": "Make a new incoming webhook and put its URL where the destination's secret points.",
    ]

    private static func table(_ codes: [FaultCode: [String]]) -> [String: FaultCode] {
        Dictionary(codes.flatMap { code, words in words.map { ($0, code) } }) { first, _ in first }
    }
}
