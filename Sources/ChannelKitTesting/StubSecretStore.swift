// SPDX-License-Identifier: Apache-2.0

public import Announcement
public import ChannelKit
import Synchronization

/// A secret store with the test's own secrets.
public final class StubSecretStore: SecretStore {
    private let secrets: [String: String]
    private let fallback: String?
    private let asked = Mutex<[SecretReference]>([])

    /// - Parameters:
    ///   - secrets: values by reference, such as `["env:HOOK_SECRET": "whsec_…"]`.
    ///   - fallback: the value of every other reference; nil where there is none.
    public init(_ secrets: [String: String] = [:], otherwise fallback: String? = nil) {
        self.secrets = secrets
        self.fallback = fallback
    }

    /// Every reference looked up so far.
    public var lookups: [SecretReference] { asked.withLock { $0 } }

    public func secret(_ reference: SecretReference) throws(Fault) -> Secret {
        asked.withLock { $0.append(reference) }
        guard let value = secrets[reference.text] ?? fallback else {
            throw Fault(.secretMissing, "There is no secret “\(reference)”.", context: ["secret": reference.text])
        }
        return Secret(value)
    }
}
