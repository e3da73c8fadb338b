// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// Puts the values in the place of `env:NAME` and `file:PATH`.
struct ScalarResolver {
    let secrets: any SecretStore
    let problems: Problems

    /// The document with every reference resolved; what cannot be is reported and left out.
    func resolved(_ document: Document, at pointer: String) -> Document {
        document.mappingStrings { text, line in resolved(text, at: pointer, line: line) }
    }

    private func resolved(_ text: String, at pointer: String, line: Int?) -> String? {
        guard let reference = SecretReference(text) else { return text }
        return value(of: reference, at: pointer, line: line)?.reveal()
    }

    /// A value that must be a reference: a secret written into the file is refused.
    func secret(_ document: Document, at pointer: String) -> Secret? {
        guard case .string(let text) = document.content, let reference = SecretReference(text) else {
            problems.addSecretWrittenOut(at: pointer, line: document.line)
            return nil
        }
        return value(of: reference, at: pointer, line: document.line)
    }

    /// Reports a reference that leads to nothing.
    func value(of reference: SecretReference, at pointer: String, line: Int?) -> Secret? {
        do {
            return try secrets.secret(reference)
        } catch {
            problems.add(
                .secretMissing,
                "“\(reference)” leads to no value.",
                at: pointer,
                line: line,
                suggestion: reference.text.hasPrefix("env:")
                    ? "Set the environment variable \(reference.text.dropFirst(4)) before starting."
                    : "Create the file, readable by the hub alone."
            )
            return nil
        }
    }
}
