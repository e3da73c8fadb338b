// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

@Suite struct XWeightTests {
    /// Texts and weights that twitter-text publishes for its third configuration.
    @Test(
        arguments: [
            ("Hi http://test.co", 26), ("http://test.co", 23),
            ("285 chars-" + String(repeating: "xxxxxxxxxx-", count: 25), 285),
            ("285 chars- http://www.twitter.com/jack " + String(repeating: "xxxxxxxxxx-", count: 24), 299),
            (String(repeating: "xxxxxxxxxx-", count: 24) + " http://www.twitter.com/jack ", 289),
            (String(repeating: "https://www.twitter.com/aloha ", count: 10), 240),
            ("故人西辞黄鹤楼，烟花三月下扬州。", 32), (String(repeating: "😷", count: 160), 320), ("the故人西辞黄鹤楼，", 19),
            ("A\u{301}B", 2), ("\u{C1}B", 2), ("A\u{5E9}\u{5BC}\u{5C1}", 4), ("A\u{FB2C}", 4),
            ("282 chars-" + String(repeating: "xxxxxxxxxx-", count: 24) + "xxxxxA\u{301}x", 281),
            ("H🐱☺👨\u{200D}👩\u{200D}👧\u{200D}👦", 7), ("😷👾😡🔥💩", 10), ("🙋🏽👨\u{200D}🎤", 4),
            ("Unicode 10.0 emoji: 🤪; 🧕; 🧕🏾; 🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}", 34),
            ("Unicode 9.0 emoji: 🤠; 💃; 💃🏾", 29), ("1\u{20E3}", 2),
            (
                "This is a tweet with general punctuation characters: \u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200A}\u{200B}\u{200C}\u{200D} ‐ ‑ ‒ – — ― ‖  ‗ ‘ ’ ‚ ‛ “ ” „ ‟ ′ ″ ‴ ‵ ‶ ‷",
                112
            ), ("randomurlrandomurlrandomurlrandomurlrandomurlrandomurlrandomurls.com", 68),
            ("Test https://test.com test https://test.com test.com test", 86), ("example.com", 23), ("foo.co.jp", 23),
            ("t.co", 23), ("example.com/path/to/resource?search=foo&lang=en", 23),
            ("http://example.com/Русские_слова", 23), ("https://user.com:8080/login.php", 23),
        ] as [(String, Int)]
    )
    func `a text weighs what twitter-text publishes`(_ text: String, _ weight: Int) {
        #expect(XWeight.weight(of: text) == weight)
    }

    @Test(
        arguments: [
            ("…", 2), ("„fehlerhaft“ – so", 17), ("©®", 4), ("\u{AE}\u{FE0E}", 3), ("12.50 EUR at 14.05", 18),
            ("See index.html and v1.2.3.", 26), ("mail ada@market.com now", 23), ("https://a.example/x", 19),
            ("http://192.168.0.1/index.html", 29), ("(https://a.com/b_(c)).", 26), ("https://a.com, b", 26),
            ("#a.com $b.com @c.com", 20), ("\u{212B}\u{1F71}", 2), ("\u{958}x", 3), ("x\u{301}", 2),
            ("a\u{323}\u{302}", 2),
            ("a\u{302}\u{323}", 2), ("e\u{301}\u{301}", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("한", 2), ("\u{1EA1}", 2),
            ("😀\u{301}", 3), ("https://status.market.example/a", 33), ("👩🏽\u{200D}🚒\u{FE0F}", 2), ("🇩🇪🇫🇷", 4), ("", 0),
            ("HTTPS://A.COM", 23), ("crédit.fr é.fr x", 49), ("main.ts foo.rs", 31), ("éhttps://a.com", 24),
            ("のexample.com", 25), ("ahttps://a.com", 14),
        ] as [(String, Int)]
    )
    func `what twitter-text says nothing of weighs what its rules say`(_ text: String, _ weight: Int) {
        #expect(XWeight.weight(of: text) == weight)
    }
}
