// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// The few tags that Pushover's apps show.
struct PushoverHTML: MarkupDialect {
    func text(_ words: String) -> String { HTMLText.escaped(words) }
    func code(_ code: String) -> String { HTMLText.escaped(code) }
    func codeBlock(_ code: String, language: String?) -> String { HTMLText.escaped(code) }
    func strong(_ inner: String) -> String { "<b>\(inner)</b>" }
    func emphasis(_ inner: String) -> String { "<i>\(inner)</i>" }
    func strikethrough(_ inner: String) -> String { "~~\(inner)~~" }
    func link(_ address: String, _ label: String) -> String {
        "<a href=\"\(HTMLText.escaped(address))\">\(label)</a>"
    }
    var quoteMark: String { "&gt; " }
}
