// SPDX-License-Identifier: Apache-2.0

package import Announcement

package protocol IdempotencyReading {
    func answer(toKey key: String, of principal: String) throws(Fault) -> IdempotentAnswer?

    /// Those given at or after `moment` whose body holds a text; each of them is looked at for that.
    func answers(holding text: String, since moment: Timestamp) throws(Fault) -> [IdempotentAnswer]
}

package protocol IdempotencyWriting {
    func keep(_ answer: IdempotentAnswer) throws(Fault)

    /// Forgets answers given before `moment`.
    func forgetAnswers(before moment: Timestamp) throws(Fault)
}

/// The first answer to a request with an `Idempotency-Key`, kept to be given again.
package struct IdempotentAnswer: Hashable, Sendable {
    /// Whose key it is.
    package var principal: String
    package var key: String
    /// Of method, path and body: the same key with another request is a mistake.
    package var requestDigest: String
    package var status: Int
    package var body: [UInt8]
    package var at: Timestamp

    package init(principal: String, key: String, requestDigest: String, status: Int, body: [UInt8], at: Timestamp) {
        self.principal = principal
        self.key = key
        self.requestDigest = requestDigest
        self.status = status
        self.body = body
        self.at = at
    }
}
