// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a homeserver's answer means.
package enum MatrixFaults {
    /// The codes of the specification that matter here.
    private static let table: [String: (FaultCode, String)] = [
        "M_UNKNOWN_TOKEN": (.authenticationRejected, "The homeserver refuses the access token"),
        "M_MISSING_TOKEN": (.authenticationRejected, "The homeserver misses the access token"),
        "M_FORBIDDEN": (.recipientRejected, "The account is not in the room, or may not write there"),
        "M_NOT_FOUND": (.authenticationRejected, "The homeserver does not know what is asked of it"),
        "M_UNRECOGNIZED": (.authenticationRejected, "The homeserver does not know what is asked of it"),
        "M_TOO_LARGE": (.payloadTooLarge, "The homeserver finds the message too large"),
        "M_BAD_JSON": (.contentRejected, "The homeserver rejects the message"),
        "M_NOT_JSON": (.contentRejected, "The homeserver rejects the message"),
        "M_INVALID_PARAM": (.contentRejected, "The homeserver rejects the message"),
        "M_USER_DEACTIVATED": (.authenticationRejected, "The account is deactivated"),
        "M_CONSENT_NOT_GIVEN": (.authenticationRejected, "The account has not agreed to the homeserver's terms"),
        "M_LIMIT_EXCEEDED": (.rateLimited, "The homeserver asks to slow down"),
        "M_UNKNOWN": (.providerUnavailable, "The homeserver has trouble of its own"),
    ]

    /// The fault that an answer means; nil where the homeserver has taken the request.
    package static func fault(for response: HTTPResponse, _ answer: MatrixAnswer?, now: Timestamp) -> Fault? {
        guard let usual = HTTPStatusFaults.fault(for: response, now: now) else { return nil }
        // Whatever a server in trouble says of it, the trouble may pass.
        guard response.status < 500, let code = answer?.errorCode, let (verdict, message) = table[code] else {
            // Another server than was meant: nothing is known about the room.
            return usual.code == .targetUnknown
                ? fault(.authenticationRejected, "There is no homeserver at the server's address", response.status)
                : usual
        }
        var fault = fault(verdict, message, response.status).with("provider_code", code)
        if verdict == .rateLimited {
            // The header is the newer of the two.
            let milliseconds = answer?.retryAfterMilliseconds.map { Int64(min(max($0, 0), 86_400_000).rounded(.up)) }
            fault.retryAfter = usual.retryAfter ?? milliseconds.map { .milliseconds($0) }
        }
        return fault
    }

    /// Whether a server refuses an edit or a reply because it does not have the message that it is about.
    static func lacksParent(_ response: HTTPResponse, _ answer: MatrixAnswer?) -> Bool {
        [400, 404].contains(response.status) && ["M_UNKNOWN", "M_NOT_FOUND"].contains(answer?.errorCode ?? "")
    }

    private static func fault(_ code: FaultCode, _ message: String, _ status: Int) -> Fault {
        Fault(code, "\(message) (HTTP \(status)).", context: ["http_status": "\(status)"])
    }
}
