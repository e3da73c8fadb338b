// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import Glibc

/// Secrets out of the process's environment (`env:NAME`) and out of files (`file:PATH`).
///
/// They are looked up at every call and kept nowhere, so that a changed file takes effect at once.
package struct EnvironmentSecretStore: SecretStore {
    /// No secret is longer: a path that names something else is noticed.
    private static let longestSecret = 64 * 1_024

    private let base: String
    private let environment: [String: String]?

    /// - Parameters:
    ///   - base: the directory at which relative paths begin: the configuration file's own.
    ///   - environment: in place of the process's.
    package init(base: String = ".", environment: [String: String]? = nil) {
        self.base = base
        self.environment = environment
    }

    /// Looks a secret up.
    ///
    /// A line end at the end of a file is no part of it. An empty value is a missing one.
    package func secret(_ reference: SecretReference) throws(Fault) -> Secret {
        let place = String(Substring(reference.text.utf8.drop { $0 != UInt8(ascii: ":") }.dropFirst()))
        let isVariable = reference.text.hasPrefix("env:")
        let value = isVariable ? variable(place) : try content(of: place, reference)
        guard let value, !value.isEmpty else {
            throw Fault(.secretMissing, "There is no secret at \(reference.text).", context: ["secret": reference.text])
        }
        return Secret(value)
    }

    private func variable(_ name: String) -> String? {
        if let environment { return environment[name] }
        return name.withCString { getenv($0).map { String(cString: $0) } }
    }

    private func content(of path: String, _ reference: SecretReference) throws(Fault) -> String? {
        let bytes: [UInt8]?
        do throws(Fault) {
            bytes = try DurableFile(path: path.hasPrefix("/") ? path : "\(base)/\(path)").read()
        } catch {
            throw Fault(
                .secretMissing,
                "The secret at \(reference.text) cannot be read.",
                context: ["secret": reference.text]
            )
        }
        guard let bytes, bytes.count <= Self.longestSecret else { return nil }
        let text = String(validating: bytes, as: UTF8.self)
        return text.map { text in String(text.last?.isNewline == true ? text.dropLast() : text[...]) }
    }
}
