// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// A message as readers of a room see it, twice: in plain words and in HTML.
struct MatrixText {
    let body: String
    let html: String

    /// Bytes of both together in JSON: an event may have 65,536 with its signatures, and an edit holds them twice.
    static let longest = 28_000
    static let dropOrder = ChannelManifest.defaultDropOrder

    static func fitted(_ message: Message) -> FittedMarkup<MatrixText> {
        message.fitted(dropOrder: dropOrder, fits: { $0.size <= longest }, write: { MatrixText($0) })
    }

    private init(_ marked: MarkedMessage) {
        let message = marked.message
        let plain = MatrixPlain()
        let head = ChatHead(message, title: TextLimit(1_200, .bytes), components: TextLimit(200, .bytes))
        let title = "\(message.stateSign) \(head.title)"
        let state = head.state
        let times = marked.timeLines
        let link = message.facts.link.flatMap { HTMLText.escaped($0).utf8.count <= 4_000 ? $0 : nil }

        var blocks = [([title] + (state.map { [$0] } ?? [])).map { plain.text($0) }.joined(separator: "\n")]
        var html = MatrixHTML()
        html.write("p") { html in
            html.write("strong") { $0.write(title) }
            if let state {
                html.breakLine()
                html.write("em") { $0.write(state) }
            }
        }
        for passage in marked.passages {
            let heading = Message.heading(for: passage.name, locale: message.locale)
            blocks.append(plain.text(heading) + "\n" + passage.blocks.written(in: plain))
            html.write("h4") { $0.write(heading) }
            html.write(passage.blocks)
        }
        if !times.isEmpty || link != nil {
            blocks.append((times.map { plain.text($0) } + (link.map { [$0] } ?? [])).joined(separator: "\n"))
            html.write("p") { html in
                for (index, line) in times.enumerated() {
                    if index > 0 { html.breakLine() }
                    html.write(line)
                }
                if !times.isEmpty, link != nil { html.breakLine() }
                if let link { html.link(link) { $0.write(link) } }
            }
        }
        self.body = blocks.joined(separator: "\n\n")
        self.html = html.html
    }

    private var size: Int { MatrixText.sizeInJSON(body) + MatrixText.sizeInJSON(html) }

    private static func sizeInJSON(_ text: String) -> Int {
        text.utf8.reduce(0) { sum, byte in
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x08...0x0D: sum + 2
            case ..<0x20: sum + 6
            default: sum + 1
            }
        }
    }
}
