// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Reads `hub:`.
struct HubSection {
    let folder: Folder

    func read(_ fields: Fields?) -> HubConfiguration.Hub? {
        guard let fields else { return nil }
        let listen = fields.parsed("listen", "an address and port such as 127.0.0.1:8080") { Self.endpoint($0) }
        let publicURL = fields.parsed("public_url", "an http or https address without a path", Self.origin)
        let data = fields.string("data") ?? "../data"
        checkStore(fields)
        let environment = fields.parsed(
            "environment",
            "an environment",
            choices: DeploymentEnvironment.allCases.map(\.rawValue)
        ) { DeploymentEnvironment(rawValue: $0) }
        let templates = fields.string("templates") ?? "../Templates"
        let plugins = fields.parsedList("plugins", "a folder") { $0 } ?? []
        let locale = fields.parsed("locale", "a language tag such as en or de-AT") { LocaleTag($0) }
        let diskReserve = fields.parsed("disk_reserve", "a size such as 256MB or 1GB") { DataSize($0) }
        let trust = trust(fields)
        fields.finish()
        let (host, port) = listen ?? ("127.0.0.1", 8_080)
        return HubConfiguration.Hub(
            listenHost: host,
            listenPort: port,
            publicURL: publicURL ?? "http://\(host.contains(":") ? "[\(host)]" : host):\(port)",
            data: folder.absolute(data),
            environment: environment ?? .production,
            templates: folder.absolute(templates),
            plugins: plugins.map { folder.absolute($0) },
            locale: locale ?? .english,
            diskReserve: (diskReserve ?? .standardReserve).bytes,
            trust: trust
        )
    }

    private func checkStore(_ fields: Fields) {
        guard let store = fields.string("store"), store != "sqlite" else { return }
        fields.problem(
            "store",
            "Only the embedded store, “sqlite”, is available.",
            suggestion: "Write store: \"sqlite\", or leave the key out."
        )
    }

    private func trust(_ fields: Fields) -> String? {
        guard let path = fields.string("trust") else { return nil }
        do throws(CertificateFile.Flaw) {
            return try CertificateFile(path: folder.absolute(path)).pem
        } catch {
            fields.problem(
                "trust",
                error.sentence,
                suggestion: "Name a file of certificates in PEM, such as that of your own certificate authority."
            )
            return nil
        }
    }

    private static func endpoint(_ text: String) -> (String, Int)? {
        guard
            let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port), colon != text.startIndex
        else { return nil }
        let host = text[..<colon].trimmingPrefix("[")
        return (String(host.last == "]" ? host.dropLast() : host), port)
    }

    private static func origin(_ text: String) -> String? {
        guard let scheme = ["http://", "https://"].first(where: { text.hasPrefix($0) }) else { return nil }
        var host = text.dropFirst(scheme.count)
        if host.last == "/" { host = host.dropLast() }
        guard !host.isEmpty, !host.contains(where: { $0.isWhitespace || "/?#@".contains($0) }) else { return nil }
        return scheme + host
    }
}
