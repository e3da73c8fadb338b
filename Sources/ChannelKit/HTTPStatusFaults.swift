// SPDX-License-Identifier: Apache-2.0

public import Announcement

/// The error table of plain HTTP, for adapters whose provider has none of its own.
public enum HTTPStatusFaults {
    /// The fault that an answer means, with `http_status` in its context; nil for 2xx.
    ///
    /// `Retry-After` counts for 429 and 503 and turns the latter into a rate limit. Nothing of the answer's body is
    /// taken over: providers echo what they were sent.
    public static func fault(for response: HTTPResponse, now: Timestamp) -> Fault? {
        guard !(200..<300).contains(response.status) else { return nil }
        let retryAfter = response.header("retry-after").flatMap { RetryAfter.parse($0, now: now) }
        let (code, message) = verdict(response.status, hasRetryAfter: retryAfter != nil)
        return Fault(
            code,
            "\(message) (HTTP \(response.status)).",
            retryAfter: code.faultClass.isTransient ? retryAfter : nil,
            context: ["http_status": String(response.status)]
        )
    }

    private static func verdict(_ status: Int, hasRetryAfter: Bool) -> (FaultCode, String) {
        switch status {
        case 300..<400: (.redirected, "The target answers with a redirect, which is not followed")
        case 401, 402, 403, 407: (.authenticationRejected, "The target refuses our credentials")
        case 404: (.targetUnknown, "The target does not exist")
        case 408, 425: (.providerUnavailable, "The target asks to try again")
        case 409: (.providerUnavailable, "The target is busy with a conflicting request")
        case 410: (.targetGone, "The target is gone for good")
        case 413, 414, 431: (.payloadTooLarge, "The target finds the request too large")
        case 429: (.rateLimited, "The target asks to slow down")
        case 400..<500: (.contentRejected, "The target rejects the content")
        case 503 where hasRetryAfter: (.rateLimited, "The target asks to come back later")
        case 500..<600: (.providerUnavailable, "The target has trouble of its own")
        default: (.protocolViolation, "The target answers with a status that HTTP does not know")
        }
    }
}
