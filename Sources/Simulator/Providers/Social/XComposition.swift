// SPDX-License-Identifier: Apache-2.0

/// The weight of one character in the form that X brings a text into first (NFC): letters and marks composed.
enum XComposition {
    static func weight(of scalars: [Unicode.Scalar]) -> Int {
        guard let first = scalars.first else { return 0 }
        if scalars.count == 1 { return single(first) }
        if let syllable = syllable(scalars) { return syllable }
        if let whole = whole(scalars) { return XWeight.weight(of: whole) }
        var (current, sum) = (first, 0)
        // Of what was left uncomposed last: it stands between the letter and what follows.
        var between: UInt8?
        for mark in scalars.dropFirst() {
            let order = mark.properties.canonicalCombiningClass.rawValue
            let isFree = between.map { $0 != 0 && $0 < order } ?? true
            if isFree, apart(current) == nil, let next = whole([current, mark]) {
                current = next
            } else {
                sum += single(mark)
                between = order
            }
        }
        return sum + single(current)
    }

    private static func single(_ scalar: Unicode.Scalar) -> Int {
        apart(scalar) ?? XWeight.weight(of: scalar.value < 0x1F00 ? scalar : whole([scalar]) ?? scalar)
    }

    /// Jamo that make one Korean syllable.
    private static func syllable(_ scalars: [Unicode.Scalar]) -> Int? {
        let values = scalars.map(\.value)
        var used = 0
        if values.count > 1, (0x1100...0x1112).contains(values[0]), (0x1161...0x1175).contains(values[1]) {
            used = 2
        } else if (0xAC00...0xD7A3).contains(values[0]), (values[0] - 0xAC00) % 28 == 0 {
            used = 1
        }
        guard used > 0 else { return nil }
        if values.count > used, (0x11A8...0x11C2).contains(values[used]) { used += 1 }
        return scalars.dropFirst(used).reduce(2) { $0 + single($1) }
    }

    /// What is taken apart by NFC and never put together again: the weight of its parts.
    private static func apart(_ scalar: Unicode.Scalar) -> Int? {
        switch scalar.value {
        case 0x0344, 0x0958...0x095F, 0x09DC...0x09DD, 0x09DF, 0x0A33, 0x0A36, 0x0A59...0x0A5B, 0x0A5E,
            0x0B5C...0x0B5D, 0x0F43, 0x0F4D, 0x0F52, 0x0F57, 0x0F5C, 0x0F69, 0x0F73, 0x0F75...0x0F76, 0x0F78, 0x0F81,
            0xFB1D, 0xFB1F, 0xFB2A...0xFB2B, 0xFB2E...0xFB36, 0xFB38...0xFB3C, 0xFB3E, 0xFB40...0xFB41,
            0xFB43...0xFB44, 0xFB46...0xFB4E:
            2
        case 0x2ADC, 0xFB2C...0xFB2D: 3
        case 0x1D15E...0x1D15F, 0x1D1BB...0x1D1BC: 4
        case 0x1D160...0x1D164, 0x1D1BD...0x1D1C0: 6
        default: nil
        }
    }

    private static func whole(_ scalars: [Unicode.Scalar]) -> Unicode.Scalar? {
        table[String(String.UnicodeScalarView(scalars))]
    }

    /// Letters by what they are made of: strings are equal where they are so canonically.
    private static let table: [String: Unicode.Scalar] = {
        var table: [String: Unicode.Scalar] = [:]
        for value in UInt32(0xC0)...0x1FFF where !(0x1100...0x11FF).contains(value) {
            guard let scalar = Unicode.Scalar(value), apart(scalar) == nil else { continue }
            let text = String(Character(scalar))
            if table[text] == nil { table[text] = scalar }
        }
        return table
    }()
}
