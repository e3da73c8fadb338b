// SPDX-License-Identifier: Apache-2.0

/// In which alphabet a text message travels, and in how many pieces.
struct SMSAlphabet: Hashable, Sendable {
    let name: String
    let segments: Int

    private static let basic = Set(
        "@£$¥èéùìòÇ\n\rØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà".unicodeScalars
    )
    private static let extended = Set("\u{C}^{}\\[~]|€".unicodeScalars)

    /// One character outside GSM's alphabet makes the whole message UTF-16.
    init(of text: String) {
        var costs: [Int] = []
        var isPlain = true
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9": costs.append(1)
            case _ where Self.basic.contains(scalar): costs.append(1)
            case _ where Self.extended.contains(scalar): costs.append(2)
            default: isPlain = false
            }
        }
        if !isPlain { costs = text.unicodeScalars.map { $0.utf16.count } }
        self.name = isPlain ? "GSM-7" : "UCS-2"
        let (single, part) = isPlain ? (160, 153) : (70, 67)
        var (segments, room) = (1, part)
        if costs.reduce(0, +) > single {
            for cost in costs {
                if cost > room { (segments, room) = (segments + 1, part) }
                room -= cost
            }
        }
        self.segments = segments
    }
}
