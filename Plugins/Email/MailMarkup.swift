// SPDX-License-Identifier: Apache-2.0

/// What the sections' HTML looks like: set on every element, since many clients drop the style sheet.
struct MailMarkup {
    let isRightToLeft: Bool

    /// Gives each opening tag that has a look its style.
    ///
    /// `html` is the kit's: a `<` outside its tags is escaped, and no tag of it has a style of its own.
    func styled(_ html: String) -> String {
        let source = Array(html.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(source.count + source.count / 2)
        var index = 0
        while index < source.count {
            let text = index
            while index < source.count, source[index] != UInt8(ascii: "<") { index += 1 }
            index = min(index + 1, source.count)
            let start = index
            while index < source.count, source[index].isLetterOrDigit { index += 1 }
            result += source[text..<index]
            guard let style = style(of: String(decoding: source[start..<index], as: UTF8.self)) else { continue }
            result += " style=\"\(style)\"".utf8
        }
        return String(decoding: result, as: UTF8.self)
    }

    private func style(of element: String) -> String? {
        switch element {
        case "p": "margin:0 0 12px"
        case "ul", "ol": "margin:0 0 12px;padding:0 24px"
        case "h1", "h2", "h3", "h4", "h5", "h6": "margin:16px 0 8px;font-size:16px;line-height:1.3"
        case "a": "color:#0b5cad"
        case "code": "font-family:Menlo,Consolas,monospace;font-size:14px"
        case "pre": "margin:0 0 12px;white-space:pre-wrap"
        case "blockquote":
            "margin:0 0 12px;padding:0 12px;border-\(isRightToLeft ? "right" : "left"):3px solid #8a929c"
        case "table": "margin:0 0 12px;border-collapse:collapse"
        case "th", "td": "padding:4px 8px;border:1px solid #8a929c"
        case "hr": "margin:16px 0;border:0;border-top:1px solid #8a929c"
        default: nil
        }
    }
}
