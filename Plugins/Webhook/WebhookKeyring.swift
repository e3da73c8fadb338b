// SPDX-License-Identifier: Apache-2.0

package import ChannelKit
import Synchronization

/// The keys of secrets, read once for each text of a secret.
///
/// The secret itself is looked up at each attempt, so that another one signs from then on; only what follows from its
/// text is remembered. Shows nothing of either.
package final class WebhookKeyring: Sendable, CustomReflectable {
    private let known = Mutex<[Secret: [WebhookKey]]>([:])
    private let capacity: Int

    package init(capacity: Int = 1_024) { self.capacity = capacity }

    /// The keys in a secret, as ``WebhookKey/keys(in:)`` reads them.
    package func keys(in secret: Secret) throws(WebhookKey.Refusal) -> [WebhookKey] {
        if let keys = known.withLock({ $0[secret] }) { return keys }
        let keys = try WebhookKey.keys(in: secret)
        known.withLock { known in
            // Old ones are forgotten in time, too: a text that no longer signs is not kept for good.
            if known.count >= capacity { known.removeAll(keepingCapacity: true) }
            known[secret] = keys
        }
        return keys
    }

    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
