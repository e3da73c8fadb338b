// SPDX-License-Identifier: Apache-2.0

import Announcement

extension HostileMessages {
    /// One message of 30,000 characters that has everything in it, told in two ways: over several sections, and all of
    /// it impact.
    static var mixtures: [HostileMessage] {
        let quarter = mixture(of: 7_500)
        let names: [SectionName] = [.whatHappened, .impact, .whatWeDo, .help]
        let spread = Message.sample(title: mixedTitle, sections: names.map { Section($0, quarter) })
        let whole = Message.sample(title: mixedTitle, sections: [Section(.impact, mixture(of: 30_000))])
        let name = "30,000 characters of everything"
        return [HostileMessage(name, spread), HostileMessage(name, whole).saying(allIn: .impact)]
    }

    private static let mixedTitle = "Störung 👩🏽‍🚒 تعذر الدفع <b>@everyone</b> *_`Z\u{351}\u{36B}\u{343}"

    /// So many characters, as people count them, of text that markup, scripts and mentions take turns in.
    ///
    /// Each round begins elsewhere in the turn, so that a limit falls into another piece of it.
    private static func mixture(of length: Int) -> String {
        var text = ""
        var count = 0
        var round = 0
        while count < length {
            let start = round % pieces.count
            for piece in pieces[start...] + pieces[..<start] where count < length {
                let characters = piece.prefix(length - count)
                text += characters
                count += characters.count
            }
            round += 1
        }
        return text
    }

    /// Each ends a block, so that one does not change what the next one is.
    private static let pieces = [
        "Payments fail at random; we are **rolling back** the _change_ behind it, see `orders[0]`.\n\n",
        "Families 👨‍👩‍👧‍👦 and flags 🇩🇪🏴󠁧󠁢󠁳󠁣󠁴󠁿 can't pay 👩🏽‍🚒.\n\n",
        "تعذر الدفع \u{202E}مؤقتًا\u{202C}، نعمل على الحل (رقم 42).\n\n",
        "Z\u{351}\u{36B}\u{343}a\u{30A}\u{32D}l\u{489}g\u{334}o\u{360} stacks marks up and down.\n\n",
        "| region | share | since |\n|---|--:|:-:|\n| Europe \\| UK | 31 % | **13:35** |\n| 日本 🇯🇵 | 2 % | – |\n\n",
        "<script>alert(1)</script> <!channel> <@U1> [a](javascript:alert(1)) ![b](data:text/html,c) &amp;lt;\n\n",
        "@everyone @here @all @channel @room <@&1> @**all** <users/all>\n\n",
        "1. **bold _both** open_ ~~and ``odd` marks\n2. \\* \\_ \\` ]( ]] }} {{title}} ${HOME} %s\n\n",
        "[our help pages](https://help.market.example/pay?a=b&c=(d)) and https://pay.example.com/x_y*z~.\n\n",
        "> quoted\n> > twice, with `code` and **weight**\n\n```swift\nlet x = \"<y>\" // … ``\n```\n\n",
    ]
}
