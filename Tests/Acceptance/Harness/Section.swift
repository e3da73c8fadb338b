// SPDX-License-Identifier: Apache-2.0

/// Sections of a configuration that many tests share; an entry is one line of YAML.
enum Section {
    /// A channel of webhooks that tries again after these pauses.
    static func hooks(
        _ name: String = "hooks",
        retry: String = "[1s, 1s]",
        settings: String = "",
        more: String = ""
    ) -> String {
        "  - { name: \(name), plugin: webhook, settings: { allow_private_networks: true\(settings) }, "
            + "retry: { schedule: \(retry), expires: 1h }\(more) }"
    }

    /// A channel of mail through a relay on this machine.
    static func mail(_ name: String = "mail", port: Int, retry: String = "[1s, 1s]", settings: String = "") -> String {
        "  - { name: \(name), plugin: email, settings: { server: \"smtp://127.0.0.1:\(port)\", "
            + "from: \"Market Status <status@market.example>\", security: none\(settings) }, "
            + "retry: { schedule: \(retry), expires: 1h } }"
    }

    /// An audience of destinations, each as `channel` and `to`, with an optional third for what else belongs to it.
    static func audience(_ name: String, _ destinations: [(channel: String, to: String)], more: String = "") -> String {
        let lines = destinations.map { "      - { channel: \($0.channel), to: \"\($0.to)\"\(more) }" }
        return (["  - name: \(name)", "    destinations:"] + lines).joined(separator: "\n")
    }

    /// An audience that is read from a CSV file.
    static func audience(_ name: String, file: String) -> String { "  - { name: \(name), file: \"\(file)\" }" }
}
