// SPDX-License-Identifier: Apache-2.0

/// Letters and their marks as X counts them: composed wherever a single letter stands for both (NFC).
enum ComposedLetters {
    /// The scalars of one character, composed.
    static func composed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard scalars.count > 1 else { return scalars }
        var result: [Unicode.Scalar] = []
        var starter: Int?
        var lastClass: UInt8 = 0
        for scalar in ordered(scalars) {
            let markClass = order(of: scalar)
            if let starter, starter == result.count - 1 || (lastClass != 0 && lastClass < markClass),
                let whole = whole(result[starter], scalar)
            {
                result[starter] = whole
                continue
            }
            if markClass == 0 { starter = result.count }
            lastClass = markClass
            result.append(scalar)
        }
        return result
    }

    /// How much more a character may weigh than its composed scalars: a mark below takes a Latin letter apart that came
    /// composed with the marks above it.
    static func reserve(of scalars: [Unicode.Scalar], composed: [Unicode.Scalar]) -> Int {
        guard composed.dropFirst().contains(where: { below.contains($0) }) else { return 0 }
        let isTakenApart = scalars.contains {
            switch $0.value {
            case 0xC0...0x233, 0x1E00...0x1EFF, 0x212B: true
            default: false
            }
        }
        return isTakenApart ? 1 : 0
    }

    /// The marks below or beside a letter that Latin letters are composed with.
    private static let below = Set(
        "\u{31B}\u{323}\u{324}\u{325}\u{327}\u{328}\u{32D}\u{32E}\u{330}\u{331}".unicodeScalars
    )

    /// Marks in the order that they have whatever order they were typed in.
    private static func ordered(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result = scalars
        var start = 0
        while start < result.count {
            var end = start
            while end < result.count, order(of: result[end]) != 0 { end += 1 }
            if end > start + 1 {
                let marks = result[start..<end].enumerated()
                    .sorted { (order(of: $0.element), $0.offset) < (order(of: $1.element), $1.offset) }
                result.replaceSubrange(start..<end, with: marks.map(\.element))
            }
            start = end + 1
        }
        return result
    }

    private static func order(of scalar: Unicode.Scalar) -> UInt8 {
        scalar.value < 0x300 ? 0 : scalar.properties.canonicalCombiningClass.rawValue
    }

    private static func whole(_ letter: Unicode.Scalar, _ mark: Unicode.Scalar) -> Unicode.Scalar? {
        switch (letter.value, mark.value) {
        case (0x1100...0x1112, 0x1161...0x1175):
            Unicode.Scalar(0xAC00 + ((letter.value - 0x1100) * 21 + mark.value - 0x1161) * 28)
        case (0xAC00...0xD7A3, 0x11A8...0x11C2) where (letter.value - 0xAC00).isMultiple(of: 28):
            Unicode.Scalar(letter.value + mark.value - 0x11A7)
        default:
            letters[String(String.UnicodeScalarView([letter, mark]))]
        }
    }

    /// Found by what they are made of: texts are equal where they are so canonically.
    private static let letters: [String: Unicode.Scalar] = {
        let blocks: [ClosedRange<UInt32>] = [
            0xC0...0x233, 0x386...0x3D4, 0x400...0x4F9, 0x622...0x6D3, 0x929...0x934, 0x9CB...0x9CC, 0xB48...0xB4C,
            0xB94...0xBCC, 0xC48...0xC48, 0xCC0...0xCCB, 0xD4A...0xD4C, 0xDDA...0xDDE, 0x1026...0x1026,
            0x1B06...0x1B43, 0x1E00...0x1FFC, 0x219A...0x22ED, 0x304C...0x30FE, 0x1109A...0x110AB,
            0x1112E...0x1112F, 0x1134B...0x1134C, 0x114BB...0x114BE, 0x115BA...0x115BB, 0x11938...0x11938,
        ]
        var letters: [String: Unicode.Scalar] = [:]
        for scalar in blocks.joined().compactMap(Unicode.Scalar.init)
        where !scalar.properties.isFullCompositionExclusion { letters[String(scalar)] = scalar }
        return letters
    }()
}
