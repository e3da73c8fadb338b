// SPDX-License-Identifier: Apache-2.0

/// The bounds of what can be said; wide enough for any incident, narrow enough to be stored, shown and sent.
public enum MessageLimits {
    /// Characters of a title or subject.
    public static let title = 255
    /// Bytes of one section's Markdown.
    public static let section = 64 * 1_024
    /// Components of one incident.
    public static let components = 100
}

extension Message {
    /// Checks what no channel could make good.
    ///
    /// - Throws: ``FaultCode/schemaInvalid`` or ``FaultCode/limitExceeded``, with `where` naming the field as a JSON
    ///   pointer.
    public func validate() throws(Fault) {
        try Message.validate(title: title, at: "/title")
        if let subject { try Message.validate(title: subject, at: "/subject") }
        guard sections.contains(where: { $0.markdown.contains { !$0.isWhitespace } }) else {
            throw Fault(
                .schemaInvalid,
                "The message says nothing: every section is empty.",
                context: ["where": "/sections"]
            )
        }
        var seen: Set<SectionName> = []
        for section in sections {
            let place = "/sections/\(section.name.rawValue)"
            guard seen.insert(section.name).inserted else {
                throw Fault(
                    .schemaInvalid,
                    "Section “\(section.name.rawValue)” is given twice.",
                    context: ["where": place]
                )
            }
            guard section.markdown.utf8.count <= MessageLimits.section else {
                throw Fault(
                    .limitExceeded,
                    "Section “\(section.name.rawValue)” is longer than \(MessageLimits.section) bytes.",
                    context: ["where": place, "limit": "\(MessageLimits.section)"]
                )
            }
        }
        guard facts.components.count <= MessageLimits.components else {
            throw Fault(
                .limitExceeded,
                "More than \(MessageLimits.components) components.",
                context: ["where": "/components"]
            )
        }
    }

    /// Checks one line of plain text that readers see.
    public static func validate(title: String, at place: String) throws(Fault) {
        guard title.contains(where: { !$0.isWhitespace }) else {
            throw Fault(.schemaInvalid, "The title is empty.", context: ["where": place])
        }
        guard title.count <= MessageLimits.title else {
            throw Fault(
                .limitExceeded,
                "The title is longer than \(MessageLimits.title) characters.",
                context: ["where": place, "limit": "\(MessageLimits.title)"]
            )
        }
        guard !title.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw Fault(
                .schemaInvalid,
                "The title holds a line break or another control character.",
                context: ["where": place]
            )
        }
    }
}
