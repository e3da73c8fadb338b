// SPDX-License-Identifier: Apache-2.0

/// The emoji that are made of several characters and that X counts as one: those of Emoji 12.
///
/// Others, newer ones and such as nobody has defined, weigh what their parts do: a text is never taken for lighter
/// than it is.
enum EmojiSequence {
    /// A character with what it may wear: a tone of skin, or the sign that it is to be shown in colour.
    private struct Figure {
        let base: Unicode.Scalar
        let tone: Unicode.Scalar?
        let length: Int
    }

    /// How many of the characters make one emoji together: the most that do; 1 where they do not.
    static func length(_ scalars: ArraySlice<Unicode.Scalar>) -> Int {
        guard let first = scalars.first, scalars.count > 1, first.properties.isEmoji else { return 1 }
        if first.isASCII { return keycap(scalars) }
        if (0x1F1E6...0x1F1FF).contains(first.value) { return flag(scalars) }
        if first == "🏴", let region = regions.first(where: { scalars.dropFirst().starts(with: $0) }) {
            return 1 + region.count
        }
        var (figures, lengths) = ([Figure](), [0])
        var rest = scalars
        while figures.count < 4, let figure = figure(rest) {
            figures.append(figure)
            lengths.append((lengths.last ?? 0) + (lengths.count > 1 ? 1 : 0) + figure.length)
            rest = rest.dropFirst(figure.length)
            guard rest.first == "\u{200D}" else { break }
            rest = rest.dropFirst()
        }
        let most = (1...4).reversed().first { $0 <= figures.count && ($0 == 1 || isOne(figures[..<$0])) }
        return max(1, lengths[most ?? 0])
    }

    private static func figure(_ scalars: ArraySlice<Unicode.Scalar>) -> Figure? {
        guard let base = scalars.first, base.properties.isEmoji, !base.isASCII else { return nil }
        let next = scalars.dropFirst().first
        if let next, (0x1F3FB...0x1F3FF).contains(next.value), wearsTone(base) {
            return Figure(base: base, tone: next, length: 2)
        }
        let isShown = next == "\u{FE0F}" && !base.properties.isEmojiPresentation && base != "\u{26A7}"
        return Figure(base: base, tone: nil, length: isShown ? 2 : 1)
    }

    private static func wearsTone(_ base: Unicode.Scalar) -> Bool {
        base.properties.isEmojiModifierBase && base.value < 0x1FA70 && !"🤌🥷🤼👯🤝".unicodeScalars.contains(base)
    }

    private static func isOne(_ figures: ArraySlice<Figure>) -> Bool {
        guard let first = figures.first, let last = figures.last else { return false }
        let bases = String(String.UnicodeScalarView(figures.map(\.base)))
        let tones = figures.compactMap(\.tone)
        if tones.isEmpty, joined.contains(bases) { return true }
        if figures.count == 2, last.tone == nil {
            if "♂♀".unicodeScalars.contains(last.base) { return ofEitherSex.contains(first.base) }
            return "👨👩".unicodeScalars.contains(first.base) && ofTrade.contains(last.base)
        }
        guard figures.count == 3, tones.count == 2 else { return false }
        switch bases {
        case "🧑🤝🧑": return tones[1] <= tones[0]
        case "👩🤝👩", "👨🤝👨": return tones[1] < tones[0]
        case "👩🤝👨": return tones[1] != tones[0]
        default: return false
        }
    }

    private static func keycap(_ scalars: ArraySlice<Unicode.Scalar>) -> Int {
        let marks = scalars.dropFirst()
        if marks.first == "\u{20E3}" { return 2 }
        return marks.starts(with: ["\u{FE0F}", "\u{20E3}"]) ? 3 : 1
    }

    private static func flag(_ scalars: ArraySlice<Unicode.Scalar>) -> Int {
        let letters = scalars.prefix(2).compactMap { Unicode.Scalar($0.value &- 0x1F1E6 &+ 0x41) }
        return flags.contains(String(String.UnicodeScalarView(letters))) ? 2 : 1
    }

    /// What follows the black flag in those of England, Scotland and Wales.
    private static let regions = ["gbeng", "gbsct", "gbwls"]
        .map { region in
            region.unicodeScalars.compactMap { Unicode.Scalar(0xE0000 + $0.value) } + ["\u{E007F}"]
        }

    private static let ofEitherSex = Set(
        "👱🙍🙎🙅🙆💁🙋🧏🙇🤦🤷👮🕵💂👷👳🦸🦹🧙🧚🧛🧜🧝🧞🧟💆💇🚶🧍🧎🏃👯🧖🧗🏌🏄🚣🏊⛹🏋🚴🚵🤸🤼🤽🤾🤹🧘".unicodeScalars
    )

    private static let ofTrade = Set("🦰🦱🦳🦲⚕🎓🏫⚖🌾🍳🔧🏭💼🔬💻🎤🎨✈🚀🚒🦯🦼🦽".unicodeScalars)

    /// Families and couples, and what else is joined without tones of skin.
    private static let joined = Set(
        """
        👨👦 👨👧 👩👦 👩👧 👨👦👦 👨👧👦 👨👧👧 👩👦👦 👩👧👦 👩👧👧 👨👩👦 👨👩👧 👨👩👧👦 👨👩👦👦 👨👩👧👧 👨👨👦 👨👨👧 👨👨👧👦 👨👨👦👦 \
        👨👨👧👧 👩👩👦 👩👩👧 👩👩👧👦 👩👩👦👦 👩👩👧👧 👩❤👨 👨❤👨 👩❤👩 👩❤💋👨 👨❤💋👨 👩❤💋👩 🧑🤝🧑 🐕🦺 🏳🌈 🏴☠ 👁🗨
        """
        .split(separator: " ").map(String.init)
    )

    private static let flags = Set(
        """
        AC AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ \
        CA CC CD CF CG CH CI CK CL CM CN CO CP CR CU CV CW CX CY CZ DE DG DJ DK DM DO DZ EA EC EE EG EH ER ES ET EU FI FJ \
        FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU IC ID IE IL IM IN IO IQ IR \
        IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM \
        MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT \
        PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TF TG TH TJ TK TL \
        TM TN TO TR TT TV TW TZ UA UG UM UN US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
        """
        .split(separator: " ").map(String.init)
    )
}
