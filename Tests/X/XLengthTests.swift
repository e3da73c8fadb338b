// SPDX-License-Identifier: Apache-2.0

import Testing
import X

/// Weights as twitter-text counts them, its published examples among them.
@Suite struct XLengthTests {
    @Test(
        arguments: [
            ("Hi http://test.co", 26),
            ("http://test.co", 23),
            ("285 chars" + String(repeating: "-xxxxxxxxxx", count: 25) + "-", 285),
            ("285 chars- http://www.twitter.com/jack " + String(repeating: "xxxxxxxxxx-", count: 22) + "xxx", 280),
            (String(repeating: "xxxxxxxxxx-", count: 24) + " http://www.twitter.com/jack ", 289),
            (String(repeating: "https://www.twitter.com/aloha ", count: 10), 240),
            ("故人西辞黄鹤楼，烟花三月下扬州。", 32),
            (String(repeating: "😷", count: 160), 320),
            ("the故人西辞黄鹤楼，", 19),
            ("A\u{301}B", 2),
            ("ÁB", 2),
            ("A\u{5E9}\u{5BC}\u{5C1}", 4),
            ("A\u{FB2C}", 4),
            ("H🐱☺👨\u{200D}👩\u{200D}👧\u{200D}👦", 7),
            ("😷👾😡🔥💩", 10),
            ("🙋🏽👨\u{200D}🎤", 4),
            (
                "This is a tweet with general punctuation characters: \u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200A}\u{200B}\u{200C}\u{200D} ‐ ‑ ‒ – — ― ‖  ‗ ‘ ’ ‚ ‛ “ ” „ ‟ ′ ″ ‴ ‵ ‶ ‷",
                112
            ),
            ("randomurlrandomurlrandomurlrandomurlrandomurlrandomurlrandomurls.com", 68),
            ("Test https://test.com test https://test.com test.com test", 86),
            ("…", 2),
            ("a…b", 4),
            ("©®", 4),
            ("1\u{FE0F}\u{20E3}🇩🇪🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}❤\u{FE0F}☎", 10),
            ("t.co foo.co.jp", 47),
            ("تعذر الدفع", 10),
            ("\u{202E}abc\u{202C}", 7),
            ("crédit.fr é.fr x", 49),
            ("a.b.c.d e..f", 12),
            ("12.50 EUR at 14.05", 18),
            ("Zahlung für Käufer – „fehlerhaft“", 33),
            ("#tag $CASH 100 %", 16),
            ("\u{958}x", 3),
        ] as [(String, Int)]
    )
    func `a text weighs what X says`(_ text: String, _ weight: Int) {
        #expect(XLength.weight(of: text) == weight)
    }

    @Test(
        arguments: [
            ("example.com/path/to/resource?search=foo&lang=en", 23),
            ("http://example.com/Русские_слова", 23),
            ("https://a.example/x", 19),
            ("See index.html and v1.2.3.", 26),
            ("@ada.com", 8),
            (String(repeating: "あ", count: 120) + " http://" + String(repeating: "あ", count: 57) + "い.com", 368),
            ("https://example.com/(a)b?c=d#e", 23),
            ("mail ada@example.com now", 24),
            ("http://192.168.0.1/index.html", 29),
            ("https://status.market.example/status/incidents/inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R", 79),
            ("a\u{301}\u{302}", 2),
        ] as [(String, Int)]
    )
    func `what X may read in two ways is never taken for lighter`(_ text: String, _ weight: Int) {
        #expect(XLength.weight(of: text) >= weight)
    }
}
