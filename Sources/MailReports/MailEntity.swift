// SPDX-License-Identifier: Apache-2.0

/// A mail, or a part of one: its fields and its body (RFC 2045 2.4).
///
/// Bodies are views of the mail's own bytes: however deep the parts stand, nothing is copied before it is decoded.
struct MailEntity: Sendable {
    /// Deeper, or more parts in one, than any report has.
    private static let deepest = 6
    private static let mostParts = 50
    /// Of a part's decoded content so much is looked at.
    private static let longestContent = 262_144

    let fields: MailFields
    let type: MediaType
    private let body: ArraySlice<UInt8>

    init(_ content: ArraySlice<UInt8>) {
        let (fields, rest) = MailFields.read(content)
        self.fields = fields
        self.type = fields.first("Content-Type").map { MediaType($0) } ?? .plain
        self.body = rest
    }

    /// The body with its transfer coding undone.
    var content: ArraySlice<UInt8> {
        TransferCoding(fields.first("Content-Transfer-Encoding")).decoded(body.prefix(Self.longestContent))
    }

    /// Every part that is no multipart itself, in order; the entity alone where it has none.
    ///
    /// A mail that was passed on as a part (`message/rfc822`) is one part: what stands inside it was said by another.
    var leaves: [MailEntity] { leaves(depth: 0) }

    private func leaves(depth: Int) -> [MailEntity] {
        guard type.isMultipart, let boundary = type.parameters["boundary"], !boundary.isEmpty else { return [self] }
        guard depth < Self.deepest else { return [] }
        return Array(parts(boundary).flatMap { $0.leaves(depth: depth + 1) }.prefix(Self.mostParts))
    }

    /// What stands between the lines of the boundary; the last part may lack its end (RFC 2046 5.1).
    private func parts(_ boundary: String) -> [MailEntity] {
        let delimiter = Array("--\(boundary)".utf8)
        var parts: [MailEntity] = []
        var start: Int?
        var rest = body
        func close(at end: Int) {
            if let start { parts.append(MailEntity(body[start..<max(start, end)])) }
            start = nil
        }
        while let line = rest.firstLine, parts.count < Self.mostParts {
            if line.text.starts(with: delimiter) {
                let tail = line.text.dropFirst(delimiter.count).trimmed
                if tail.isEmpty {
                    close(at: line.text.startIndex)
                    start = line.rest.startIndex
                } else if tail.elementsEqual("--".utf8) {
                    close(at: line.text.startIndex)
                    return parts
                }
            }
            rest = line.rest
        }
        if parts.count < Self.mostParts { close(at: body.endIndex) }
        return parts
    }
}
