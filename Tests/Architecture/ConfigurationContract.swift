// SPDX-License-Identifier: Apache-2.0

import Yams

/// The configuration that users, tests and benchmarks rely on: `Config/belfry.yaml` may add to it, and changes none of it.
enum ConfigurationContract {
    static let text = """
        hub:
          listen: "127.0.0.1:8080"
          public_url: "http://127.0.0.1:8080"
          data: "../data"
          store: "sqlite"
          environment: "production"
          templates: "../Templates"
          plugins: ["../Plugins/Examples"]
        channels:
          - name: mail
            plugin: email
            settings: { server: "smtp://127.0.0.1:2525", from: "Market Status <status@market.example>", security: none }
            rate: { limit: 200, per: second, burst: 200 }
            concurrency: 8
            retry: { schedule: [1s, 5s, 30s], expires: 24h }
            fallback: [mail-backup]
          - name: mail-backup
            plugin: email
            settings: { server: "smtp://127.0.0.1:2526", from: "Market Status <status@market.example>", security: none }
          - name: partner-hooks
            plugin: webhook
            settings: { allow_private_networks: true }
          - name: banner
            plugin: banner
            settings: { directory: "../data/banner" }
        audiences:
          - name: buyers
            destinations:
              - { channel: mail, to: "ada@example.com", locale: en, tags: [vip] }
              - channel: mail
                to: "bo@example.com"
                locale: de
                else: [{ channel: partner-hooks, to: "http://127.0.0.1:9001/bo" }]
              - { channel: partner-hooks, to: "http://127.0.0.1:9001/hook", secret: "env:HOOK_SECRET" }
              - { channel: banner, to: "checkout" }
            file: "audiences/buyers.csv"
        playbooks:
          - name: checkout-down
            when: { severity: [sev1, sev2], components: [checkout, payments] }
            audiences: [buyers]
            template: checkout-errors
            cadence: { investigating: 20m, identified: 30m, monitoring: 60m }
            approval: { public: none }
        access:
          bootstrap_token: "env:BELFRY_BOOTSTRAP_TOKEN"
        """

    /// What `file` lacks of `contract`, each as a path and what should be there.
    static func missing(from file: String, of contract: String = text) throws -> [String] {
        missing(try compose(yaml: contract) ?? "", in: try compose(yaml: file) ?? "", at: "")
    }

    private static func missing(_ contract: Node, in file: Node, at path: String) -> [String] {
        switch contract {
        case .mapping(let mapping):
            mapping.flatMap { key, value -> [String] in
                let place = "\(path)/\(key.string ?? "")"
                guard let other = file[key.string ?? ""] else { return ["\(place) is missing"] }
                return missing(value, in: other, at: place)
            }
        case .sequence(let items):
            items.enumerated()
                .flatMap { offset, item -> [String] in
                    missing(item, among: file.sequence.map(Array.init) ?? [], at: "\(path)/\(offset)")
                }
        case .scalar(let scalar):
            file.string == scalar.string ? [] : ["\(path) is not “\(scalar.string)”"]
        case .alias: ["\(path) is an alias, which the contract has none of"]
        }
    }

    /// Items that have a name are compared with the one of that name, others with any.
    private static func missing(_ item: Node, among others: [Node], at path: String) -> [String] {
        if let name = item["name"]?.string {
            guard let other = others.first(where: { $0["name"]?.string == name }) else {
                return ["\(path) (\(name)) is missing"]
            }
            return missing(item, in: other, at: "\(path) (\(name))")
        }
        return others.contains { missing(item, in: $0, at: path).isEmpty } ? [] : ["\(path) is missing or differs"]
    }
}
