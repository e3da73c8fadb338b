// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import Crypto
import FoundationEssentials
import Outbox
import Synchronization

/// A client's key for one request, and what identifies that request.
package struct IdempotencyKey: Hashable, Sendable {
    package let principal: String
    package let key: String
    let requestDigest: String

    /// Here `request` is method, path and body.
    package init(_ key: String, of principal: Principal, request: [UInt8]) {
        self.principal = principal.id
        self.key = key
        self.requestDigest = SHA256.hash(data: request).hexadecimal
    }

    /// The same key for a request whose body was read as a stream: `body` is its digest.
    func digesting(body: some Sequence<UInt8>) -> IdempotencyKey {
        IdempotencyKey(key, principal, SHA256.hash(data: Array(requestDigest.utf8) + body).hexadecimal)
    }

    private init(_ key: String, _ principal: String, _ requestDigest: String) {
        self.principal = principal
        self.key = key
        self.requestDigest = requestDigest
    }
}

/// What a use case answers: to be sent as it stands.
package struct Reply: Hashable, Sendable {
    package let status: Int
    /// JSON.
    package let body: [UInt8]
    /// Whether this is the answer to an earlier request of the same key.
    package var isReplay: Bool

    package init(status: Int, body: [UInt8], isReplay: Bool = false) {
        self.status = status
        self.body = body
        self.isReplay = isReplay
    }
}

extension Hub {
    /// Runs a use case once for each key: the first answer is kept with what it describes, and given again.
    ///
    /// - Throws: ``FaultCode/idempotencyMismatch`` for the same key with another request, ``FaultCode/requestInProgress``
    ///   while the first is still under way.
    func once(
        _ key: IdempotencyKey?,
        _ work: (_ keep: @escaping @Sendable (any StorageTransaction, Reply) throws(Fault) -> Void) async throws(Fault)
            -> Reply
    ) async throws(Fault) -> Reply {
        guard let key else { return try await work { _, _ in } }
        let isFirst = requestsUnderWay.withLock { $0.insert(key).inserted }
        guard isFirst else {
            throw Fault(
                .requestInProgress,
                "The first request with this Idempotency-Key is still under way.",
                retryAfter: .seconds(1)
            )
        }
        defer { _ = requestsUnderWay.withLock { $0.remove(key) } }
        let kept = try await storage.read { reader throws(Fault) in
            try reader.answer(toKey: key.key, of: key.principal)
        }
        if let kept { return try replay(kept, for: key) }
        let now = clock.now
        return try await work { transaction, reply throws(Fault) in
            if let kept = try transaction.answer(toKey: key.key, of: key.principal) {
                // Another node was faster: nothing of ours may remain.
                _ = try self.replay(kept, for: key)
                throw Fault(
                    .requestInProgress,
                    "The first request with this key has just ended.",
                    retryAfter: .seconds(1)
                )
            }
            try transaction.keep(
                IdempotentAnswer(
                    principal: key.principal,
                    key: key.key,
                    requestDigest: key.requestDigest,
                    status: reply.status,
                    body: reply.body,
                    at: now
                )
            )
        }
    }

    func replay(_ answer: IdempotentAnswer, for key: IdempotencyKey) throws(Fault) -> Reply {
        guard answer.requestDigest == key.requestDigest else {
            throw Fault(
                .idempotencyMismatch,
                "This Idempotency-Key was used for another request.",
                suggestedAction: "Use a new key for a new request."
            )
        }
        return Reply(status: answer.status, body: answer.body, isReplay: true)
    }

    /// A reply of `value` as JSON.
    func reply(_ status: Int, _ value: some Encodable) throws(Fault) -> Reply {
        Reply(status: status, body: try JSONText.encode(value))
    }
}

/// JSON as the hub writes it everywhere: keys sorted, slashes plain.
package enum JSONText {
    package static func encode(_ value: some Encodable, pretty: Bool = false) throws(Fault) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        do {
            return Array(try encoder.encode(value))
        } catch {
            throw Fault(.internalError, "An answer could not be written as JSON.")
        }
    }
}
