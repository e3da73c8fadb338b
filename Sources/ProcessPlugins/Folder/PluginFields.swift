// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Yams

/// Reads `plugin.yaml` key by key; the first mistake ends it.
struct PluginFields {
    private let file: String
    private var entries: [(key: String, line: Int?, value: Node)] = []

    init(_ text: String, file: String) throws(Fault) {
        self.file = file
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            let line = if case .parser(_, _, let mark, _)? = error as? YamlError { mark.line } else { Int?.none }
            throw Fault(
                .configurationSyntax,
                "This is not YAML.",
                context: ["where": line.map { "\(file):\($0)" } ?? file]
            )
        }
        guard case .mapping(let mapping)? = node else {
            throw Fault(.configurationInvalid, "A plugin.yaml names the plugin's parts.", context: ["where": file])
        }
        for (key, value) in mapping { entries.append((key.string ?? "", key.mark?.line, value)) }
    }

    func fault(_ key: String, _ message: String) -> Fault {
        let line = entries.first { $0.key == key }?.line
        return at(line, Fault(.configurationInvalid, message, suggestedAction: "See Plugins/Examples/README.md."))
    }

    private func at(_ line: Int?, _ fault: Fault) -> Fault {
        fault.with("where", line.map { "\(file):\($0)" } ?? file)
    }

    private var taken: Set<String> = []

    private mutating func value(_ key: String) -> Node? {
        taken.insert(key)
        return entries.first { $0.key == key }?.value
    }

    mutating func text(_ key: String, isValid: (String) -> Bool) throws(Fault) -> String {
        guard let value = value(key) else { throw fault(key, "“\(key)” is missing.") }
        guard let text = value.scalar?.string, isValid(text) else { throw fault(key, "“\(key)” is not such a one.") }
        return text
    }

    mutating func texts(_ key: String, isRequired: Bool = false) throws(Fault) -> [String] {
        guard let value = value(key) else {
            if isRequired { throw fault(key, "“\(key)” is missing.") }
            return []
        }
        guard let items = value.sequence, !items.isEmpty || !isRequired else {
            throw fault(key, "“\(key)” must be a list.")
        }
        var texts: [String] = []
        for item in items {
            guard let text = item.scalar?.string, !text.contains("\0") else {
                throw fault(key, "“\(key)” must be a list of texts.")
            }
            texts.append(text)
        }
        return texts
    }

    mutating func checkProtocol() throws(Fault) {
        guard let value = value("protocol") else { throw fault("protocol", "“protocol” is missing: write 1.") }
        guard value.scalar?.string == "1" else {
            throw fault("protocol", "Only version 1 of the protocol is spoken here.")
        }
    }

    mutating func sample() throws(Fault) -> PluginFile.Sample? {
        guard let value = value("test") else { return nil }
        guard let mapping = value.mapping else { throw fault("test", "“test” holds “settings” and “destination”.") }
        var settings = JSONValue.object([:])
        var destination = "sample"
        for (key, value) in mapping {
            switch key.string {
            case "settings": settings = JSONValue(value)
            case "destination": destination = value.scalar?.string ?? ""
            default:
                throw at(
                    key.mark?.line,
                    Fault(.configurationUnknownKey, "“\(key.string ?? "")” is not known under “test”.")
                )
            }
        }
        guard settings.entries != nil, !destination.isEmpty else {
            throw fault("test", "“test” holds “settings” and “destination”.")
        }
        return PluginFile.Sample(settings: settings, destination: destination)
    }

    /// - Throws: the first key that nobody has asked for.
    func finish() throws(Fault) {
        guard let unknown = entries.first(where: { !taken.contains($0.key) }) else { return }
        throw at(
            unknown.line,
            Fault(
                .configurationUnknownKey,
                "“\(unknown.key)” is not a key of plugin.yaml.",
                suggestedAction: "The keys are name, version, protocol, command, environment and test."
            )
        )
    }
}

extension JSONValue {
    fileprivate init(_ node: Node) {
        switch node {
        case .mapping(let mapping):
            var entries: [String: JSONValue] = [:]
            for (key, value) in mapping { entries[key.string ?? ""] = JSONValue(value) }
            self = .object(entries)
        case .sequence(let sequence): self = .list(sequence.map { JSONValue($0) })
        default:
            if let truth = node.bool {
                self = .boolean(truth)
            } else if let number = node.int {
                self = .integer(Int64(number))
            } else if let number = node.float {
                self = .number(number)
            } else if node.null != nil {
                self = .null
            } else {
                self = .string(node.string ?? "")
            }
        }
    }
}
