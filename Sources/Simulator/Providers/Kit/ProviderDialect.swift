// SPDX-License-Identifier: Apache-2.0

/// A provider's side of a conversation, close enough to be wrong with: it judges every request by what the provider
/// documents, answers with its status codes, bodies and headers, and remembers what its readers see.
///
/// A sink asks it where no rule of its script decides. Safe from any thread.
package protocol ProviderDialect: Sendable {
    /// What its paths begin with on the sink, such as `/slack/`.
    var prefix: String { get }

    /// Whether a request is this provider's: one below ``prefix``, unless the dialect says more.
    ///
    /// Senders that cannot be told a path before the provider's own are served on the provider's own paths as well.
    func serves(_ method: String, _ path: String) -> Bool

    /// The answer to a request, which has arrived in full.
    func answer(_ request: SinkRequest) -> SinkAnswer

    /// What readers see now, oldest first: messages with their edits, deleted ones left out.
    var posts: [ProviderPost] { get }

    /// Forgets every message; credentials and limits stay as they are.
    func forget()
}

extension ProviderDialect {
    package func serves(_ method: String, _ path: String) -> Bool { path.hasPrefix(prefix) }
}
