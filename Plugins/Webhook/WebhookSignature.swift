// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What proves to an endpoint who sent a request and when: the three headers of Standard Webhooks 1.0.
package struct WebhookSignature: Sendable {
    /// Constant over the attempts of a delivery, so that the endpoint can tell a repetition.
    package let id: String
    /// Of this attempt: endpoints refuse what is older than five minutes, so every attempt is signed anew.
    package let moment: Timestamp
    /// One signature per key, in their order; empty where there is no key.
    package let signatures: [String]
    private let seconds: String

    /// Signs `{id}.{seconds}.{body}`; the id is free of dots, as ``Delivery/key`` is.
    package init(id: String, moment: Timestamp, body: [UInt8], keys: [WebhookKey]) throws(Fault) {
        self.id = id
        self.moment = moment
        self.seconds = String(moment.unixSeconds)
        guard !keys.isEmpty else {
            self.signatures = []
            return
        }
        let head = "\(id).\(seconds)."
        var signatures: [String] = []
        signatures.reserveCapacity(keys.count)
        for key in keys { signatures.append(try key.signature(of: head, body)) }
        self.signatures = signatures
    }

    package var headers: [HTTPHeader] {
        var headers: [HTTPHeader] = []
        append(to: &headers)
        return headers
    }

    func append(to headers: inout [HTTPHeader]) {
        headers.append(HTTPHeader("webhook-id", id))
        headers.append(HTTPHeader("webhook-timestamp", seconds))
        guard let first = signatures.first else { return }
        let all = signatures.count == 1 ? first : signatures.joined(separator: " ")
        headers.append(HTTPHeader("webhook-signature", all))
    }
}
