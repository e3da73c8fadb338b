// SPDX-License-Identifier: Apache-2.0

package import Announcement
import Yams

extension Document {
    /// Here `file` is what a fault names as the place.
    /// - Throws: ``FaultCode/configurationSyntax`` with the line.
    package static func yaml(_ text: String, file: String) throws(Fault) -> Document {
        do {
            guard let node = try Yams.compose(yaml: text) else { return Document(.object([]), line: 1) }
            var room = Document.mostNodes
            let document = Document(node, room: &room)
            guard room > 0 else {
                throw Fault(
                    .configurationSyntax,
                    "The file holds more than \(Document.mostNodes) values, counting each use of an anchor.",
                    context: ["where": file]
                )
            }
            return document
        } catch let fault as Fault {
            throw fault
        } catch let error as YamlError {
            let (line, problem) = explain(error)
            throw Fault(
                .configurationSyntax,
                "This is not YAML: \(problem).",
                context: ["where": line.map { "\(file):\($0)" } ?? file]
            )
        } catch {
            throw Fault(.configurationSyntax, "This is not YAML.", context: ["where": file])
        }
    }

    /// Values of one file at the most: a few anchors within anchors stand for more than any memory holds.
    private static let mostNodes = 1_000_000

    /// Here `room` is how many values may still come; nothing is read once it is used up.
    private init(_ node: Node, room: inout Int) {
        let line = node.mark?.line
        room -= 1
        guard room > 0 else {
            self.init(.null, line: line)
            return
        }
        switch node {
        case .mapping(let mapping):
            var entries: [Entry] = []
            for (key, value) in mapping where room > 0 {
                entries.append(
                    Entry(key: key.string ?? "", line: key.mark?.line, value: Document(value, room: &room))
                )
            }
            self.init(.object(entries), line: line)
        case .sequence(let sequence):
            var items: [Document] = []
            for item in sequence where room > 0 { items.append(Document(item, room: &room)) }
            self.init(.list(items), line: line)
        case .scalar(let scalar):
            self.init(Document.content(of: scalar, in: node), line: line)
        case .alias:
            self.init(.null, line: line)
        }
    }

    private static func content(of scalar: Node.Scalar, in node: Node) -> Content {
        // A quoted scalar is a string whatever it looks like.
        guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
        if scalar.string.isEmpty || node.null != nil { return .null }
        if let boolean = node.bool, ["true", "false"].contains(scalar.string.lowercased()) { return .boolean(boolean) }
        if let integer = Int64(scalar.string) { return .integer(integer) }
        if scalar.string.first?.isNumber == true || scalar.string.first == "-", let number = Double(scalar.string),
            number.isFinite
        {
            return .number(number)
        }
        return .string(scalar.string)
    }

    private static func explain(_ error: YamlError) -> (line: Int?, problem: String) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            (mark.line, problem)
        case .duplicatedKeysInMapping(let duplicates, let context):
            (context.mark.line, "“\(duplicates.sorted().joined(separator: "”, “"))” is given twice")
        case .reader(let problem, _, _, _): (nil, problem)
        default: (nil, "it cannot be read")
        }
    }
}
