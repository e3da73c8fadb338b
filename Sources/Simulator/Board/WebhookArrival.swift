// SPDX-License-Identifier: Apache-2.0

/// A webhook as its receiver sees it.
package struct WebhookArrival: Hashable, Sendable {
    /// What is known about the signature; only who holds the secret can say more than that there is one.
    package enum Signature: Hashable, Sendable { case absent, present, verified, wrong }

    /// Such as `POST /hook`.
    package var request: String
    /// The `webhook-id`.
    package var id: String?
    package var signature: Signature
    package var body: [UInt8]
    /// A word for the frame's corner, such as the time of arrival.
    package var note: String?

    package init(request: String, id: String?, signature: Signature, body: [UInt8], note: String? = nil) {
        self.request = request
        self.id = id
        self.signature = signature
        self.body = body
        self.note = note
    }

    /// The card of a recorded request: signed where it has the Standard Webhooks header.
    package init(_ request: SinkRequest, note: String? = nil) {
        self.init(
            request: "\(request.method) \(request.path)",
            id: request.header("webhook-id"),
            signature: request.header("webhook-signature")?.isEmpty ?? true ? .absent : .present,
            body: request.body,
            note: note
        )
    }
}
