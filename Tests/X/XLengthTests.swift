// SPDX-License-Identifier: Apache-2.0

import Testing
import X

/// Weights as twitter-text counts them in its third configuration: its published examples, and more that two
/// implementations of it agree on.
@Suite struct XLengthTests {
    @Test(
        arguments: [
            ("Hi http://test.co", 26),
            ("http://test.co", 23),
            ("285 chars" + String(repeating: "-xxxxxxxxxx", count: 25) + "-", 285),
            ("285 chars- http://www.twitter.com/jack " + String(repeating: "xxxxxxxxxx-", count: 22) + "xxx", 280),
            (String(repeating: "xxxxxxxxxx-", count: 24) + " http://www.twitter.com/jack ", 289),
            (String(repeating: "https://www.twitter.com/aloha ", count: 10), 240),
            (String(repeating: "故人西辞黄鹤楼，烟花三月下扬州。", count: 10), 320),
            ("the" + String(repeating: "故人西辞黄鹤楼，烟花三月下扬州。", count: 10), 323),
            (String(repeating: "😷", count: 160), 320),
            ("A\u{301}B", 2),
            ("A\u{5E9}\u{5BC}\u{5C1}", 4),
            ("A\u{FB2C}", 4),
            ("282 chars-" + String(repeating: "xxxxxxxxxx-", count: 24) + "xxxxxA\u{301}x", 281),
            ("H🐱☺👨\u{200D}👩\u{200D}👧\u{200D}👦", 7),
            ("😷👾😡🔥💩", 10),
            ("🙋🏽👨\u{200D}🎤", 4),
            (punctuation, 110),
            (
                "Long url with invalid domain labels and a short url: "
                    + String(
                        repeating: "https://\(String(repeating: "somesuperlongurl", count: 250)).com/foo ",
                        count: 3
                    )
                    + "https://validurl.com",
                12_127
            ),
            (String(repeating: "randomurl", count: 7) + "s.com", 68),
            (String(repeating: "あ", count: 120) + " http://" + kana.prefix(53) + ".com", 358),
            (String(repeating: "あ", count: 120) + " http://" + kana.prefix(52) + ".com", 264),
            ("Test https://test.com test https://test.com test.com test", 86),
            (String(repeating: "👨\u{200D}👩\u{200D}👧\u{200D}👦", count: 140), 280),
            ("1\u{20E3}", 2),
            (
                "Unicode 10.0 emoji: 🤪; 🧕; 🧕🏾; 🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
                34
            ),
            ("Unicode 9.0 emoji: 🤠; 💃; 💃🏾", 29),
            ("ABC\u{202A}\u{FFFF}ABC\u{FFFE}", 12),
            ("\u{2066}\u{202A}http://foobar.پاکستان/\u{202C}\u{2069}", 31),
        ] as [(String, Int)]
    )
    func `a published example weighs what is published`(_ text: String, _ weight: Int) {
        #expect(XLength.weight(of: text) == weight)
    }

    @Test(
        arguments: [
            ("https://example.com/path/to/resource?search=foo&lang=en", 23),
            ("example.com/path/to/resource?search=foo&lang=en", 23),
            ("http://twitter.com/#!/twitter", 23),
            ("HTTPS://www.ExaMPLE.COM/index.html", 23),
            ("http://sports.yahoo.com/nfl/news;_ylt=Aom0;ylu=XyZ?slug=ap-superbowlnotebook", 23),
            ("http://192.168.0.1/index.html", 29),
            ("http://test_underscore.twitter.com", 23),
            ("http://☃.net/", 23),
            ("http://example.com/Русские_слова", 23),
            ("https://example.com/(a)b?c=d#e", 23),
            ("https://example.com/a_(b)", 23),
            ("https://example.com/a.(b)", 27),
            ("(https://example.com/a).", 26),
            ("https://status.market.example/status/incidents/inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R", 79),
            ("https://a.photography/x", 23),
            ("t.co foo.co.jp", 47),
            ("https://t.co/aBC123/more", 28),
            ("t.com日本 a.рф", 51),
            ("crédit.fr é.fr x", 49),
            ("日本語.jp", 9),
            ("foo_bar.com foo_bar.example.com", 39),
            ("example.com?a=b", 27),
            ("-a.com .a.com /a.com", 20),
            ("@ada.com #a.com $a.com", 22),
            ("mail ada@example.com now", 24),
            ("See index.html and v1.2.3.", 26),
            ("a.b.c.d e..f 12.50 EUR at 14.05", 31),
        ] as [(String, Int)]
    )
    func `an address weighs as much as X's own short one, and what is none its letters`(_ text: String, _ weight: Int) {
        #expect(XLength.weight(of: text) == weight)
    }

    @Test(
        arguments: [
            ("1\u{FE0F}\u{20E3}🇩🇪🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}❤\u{FE0F}☎", 10),
            ("©®", 4),
            ("👩🏽\u{200D}🔬🕵\u{FE0F}\u{200D}♀\u{FE0F}🏳\u{FE0F}\u{200D}🌈👩\u{200D}❤\u{FE0F}\u{200D}💋\u{200D}👨", 8),
            // Nobody has defined these: each part counts, and so does what joins them.
            ("💩\u{200D}💩", 5),
            ("🇽🇾", 4),
            ("😀\u{FE0F}", 4),
            ("😀\u{302}\u{302}", 4),
            ("✋\u{200D}♀", 5),
        ] as [(String, Int)]
    )
    func `an emoji weighs 2, whatever it is made of, where X knows it`(_ text: String, _ weight: Int) {
        #expect(XLength.weight(of: text) == weight)
    }

    @Test(
        arguments: [
            ("…", 2), ("a…b", 4), ("تعذر الدفع", 10), ("\u{202E}abc\u{202C}", 7), ("#tag $CASH 100 %", 16),
            ("Zahlung für Käufer – „fehlerhaft“", 33), ("a\u{301}\u{302}", 2), ("a\u{302}\u{323}", 2), ("\u{958}x", 3),
            ("か\u{3099}", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("\u{212B}\u{2126}\u{212A}", 3), ("\r\n", 1),
        ] as [(String, Int)]
    )
    func `letters are counted as composed with their marks`(_ text: String, _ weight: Int) {
        #expect(XLength.weight(of: text) == weight)
    }

    @Test(
        arguments: [("https://a.music/x", 23), ("https://a.music/" + String(repeating: "x", count: 30), 46)]
            as [(String, Int)]
    )
    func `below a domain that X may not know yet, the heavier reading counts`(_ text: String, _ weight: Int) {
        #expect(XLength.weight(of: text) == weight)
    }

    private static let punctuation =
        "This is a tweet with general punctuation characters: \u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200A}\u{200B} ‐ ‑ ‒ – — ― ‖  ‗ ‘ ’ ‚ ‛ “ ” „ ‟ ′ ″ ‴ ‵ ‶ ‷"

    private static let kana = String(repeating: "あいうえおかきくけこ", count: 6)
}
