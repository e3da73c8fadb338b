// SPDX-License-Identifier: Apache-2.0

/// The web addresses in a text as Mastodon and X find them: each counts for the same there, whatever its length.
///
/// Found by the shape that twitter-text gives them. Of its list of top-level domains no more is known than those that
/// are reserved (RFC 2606, 6761, 6762): nothing below one is an address, and its letters count.
struct SocialAddresses {
    /// What stands between the addresses.
    private(set) var pieces: [String] = []
    private(set) var count = 0

    private let scalars: [Unicode.Scalar]

    /// Finds `example.com` alone only where no scheme is needed.
    init(in text: String, isSchemeNeeded: Bool) {
        self.scalars = Array(text.unicodeScalars)
        var (start, place) = (0, 0)
        while place < scalars.count {
            guard let end = addressEnd(at: place, isSchemeNeeded) else {
                place += 1
                continue
            }
            pieces.append(string(start..<place))
            count += 1
            (start, place) = (end, end)
        }
        pieces.append(string(start..<scalars.count))
    }

    private func string(_ range: Range<Int>) -> String {
        String(String.UnicodeScalarView(scalars[range]))
    }

    private func addressEnd(at place: Int, _ isSchemeNeeded: Bool) -> Int? {
        let before = place > 0 ? scalars[place - 1] : " "
        guard !(before.isASCII && before.isWord), !"@＠$#＃".unicodeScalars.contains(before) else { return nil }
        if let host = schemeEnd(at: place) { return hostEnd(at: host, isBare: false).map(restEnd) }
        guard !isSchemeNeeded, scalars[place].isLatin, !before.isLatin, !"-_./:".unicodeScalars.contains(before) else {
            return nil
        }
        return hostEnd(at: place, isBare: true).map(restEnd)
    }

    private func schemeEnd(at place: Int) -> Int? {
        for scheme in ["https://", "http://"] {
            let end = place + scheme.utf8.count
            guard end <= scalars.count else { continue }
            if string(place..<end).lowercased() == scheme { return end }
        }
        return nil
    }

    /// The end of the longest domain that begins there.
    private func hostEnd(at place: Int, isBare: Bool) -> Int? {
        var ends: [(label: Range<Int>, isGood: Bool)] = []
        var start = place
        for index in place...scalars.count {
            if index < scalars.count, isHostPart(scalars[index], isBare) { continue }
            let label = start..<index
            ends.append((label, isLabel(label)))
            guard index < scalars.count, scalars[index] == "." else { break }
            start = index + 1
        }
        let good = ends.prefix { $0.isGood }
        for index in good.indices.dropFirst().reversed() where isTopLevel(string(good[index].label), isBare) {
            let end = good[index].label.upperBound
            if end < scalars.count, scalars[end] == "@" { continue }
            return end
        }
        return nil
    }

    private func isHostPart(_ scalar: Unicode.Scalar, _ isBare: Bool) -> Bool {
        (isBare ? scalar.isLatin : scalar.isWord) || scalar == "-" || scalar == "_"
    }

    private func isLabel(_ label: Range<Int>) -> Bool {
        guard let first = label.first, let last = label.last else { return false }
        return label.count <= 63 && scalars[first] != "-" && scalars[last] != "-"
    }

    private func isTopLevel(_ label: String, _ isBare: Bool) -> Bool {
        let label = label.lowercased()
        guard label.utf8.count > 1, label.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) else { return false }
        // Without a scheme only what everybody knows: `index.html` is a file.
        if isBare { return Self.known.contains(label) }
        return !Self.reserved.contains(label)
    }

    /// Behind a domain: its port, path and query.
    private func restEnd(_ host: Int) -> Int {
        var start = host
        if start < scalars.count, scalars[start] == ":" {
            var port = start + 1
            while port < scalars.count, (0x30...0x39).contains(scalars[port].value) { port += 1 }
            if port > start + 1 { start = port }
        }
        guard start < scalars.count, scalars[start] == "/" || scalars[start] == "?" else { return start }
        var end = start
        var open = 0
        while end < scalars.count {
            let scalar = scalars[end]
            if scalar == "(" { open += 1 }
            if scalar == ")" { open -= 1 }
            guard open >= 0, scalar.isWord || Self.pathMarks.contains(scalar) else { break }
            end += 1
        }
        while end > start + 1, !isPathEnd(scalars[end - 1]) { end -= 1 }
        return end
    }

    private func isPathEnd(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isWord || "=_#/+-&)".unicodeScalars.contains(scalar)
    }

    private static let pathMarks = Set("!*';:=+,.$%#[]()-–_~@|&/?".unicodeScalars)
    private static let reserved: Set = ["example", "test", "invalid", "localhost", "local", "internal", "onion"]

    /// Countries, and the best known of the others.
    private static let known = Set(
        """
        com org net edu gov mil int info biz name pro aero coop mobi app dev cloud online page site shop status store tech \
        market xyz blog news live world \
        ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd \
        cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge \
        gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh \
        ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw \
        mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb \
        sc sd se sg sh si sk sl sm sn so sr st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us \
        uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
        """
        .split(separator: " ").map(String.init)
    )
}

extension Unicode.Scalar {
    /// A letter of the Latin alphabet, with or without an accent, or a digit.
    fileprivate var isLatin: Bool { value < 0x250 && isWord }

    /// A letter or a digit.
    fileprivate var isWord: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .decimalNumber: true
        // Scripts without cases, as far as they stand in addresses, are not Chinese or Japanese.
        case .otherLetter, .modifierLetter: value < 0x1100
        default: false
        }
    }
}
