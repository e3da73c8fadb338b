// SPDX-License-Identifier: Apache-2.0

/// Where a text may be cut: its characters' boundaries with what the text costs up to each, and its addresses.
///
/// Made in one pass; after it every question is answered by binary search, so that cutting a text into many parts
/// stays linear.
struct TextLayout {
    let text: String
    let bytes: [UInt8]
    /// Byte offsets of the boundaries between characters, `0` and the end included.
    private(set) var offsets: [Int] = [0]
    /// What the text up to each boundary costs.
    private(set) var costs: [Int] = [0]
    /// Byte ranges of the addresses in the text, in order.
    let addresses: [Range<Int>]

    /// Lays out only as much as costs a little more than `room`.
    init(_ text: String, unit: TextUnit, upTo room: Int = .max) {
        var text = text
        text.makeContiguousUTF8()
        self.text = text
        var cost = 0
        var offset = 0
        for character in text {
            let length = character.utf8.count
            offset += length
            switch unit {
            case .bytes: cost += length
            case .utf16: cost += character.utf16.count
            case .scalars: cost += character.unicodeScalars.count
            case .graphemes: cost += 1
            case .weighted(let weight): cost += Swift.max(0, weight(character))
            }
            offsets.append(offset)
            costs.append(cost)
            if cost > room { break }
        }
        // A little more than was laid out, to tell what stands behind the last boundary.
        self.bytes = Array(text.utf8.prefix(offset + 64))
        self.addresses = AddressScanner.ranges(in: bytes)
    }

    /// Whether all of the text is laid out.
    var isWhole: Bool { offsets[end] == text.utf8.count }

    /// What it costs as far as it is laid out.
    var cost: Int { costs[end] }

    /// The number of the last boundary.
    var end: Int { offsets.count - 1 }

    /// The text between two boundaries.
    func slice(_ start: Int, _ end: Int) -> Substring { slice(bytes: offsets[start], offsets[end]) }

    func slice(bytes start: Int, _ end: Int) -> Substring {
        let from = text.utf8.index(text.startIndex, offsetBy: start)
        return text[from..<text.utf8.index(from, offsetBy: end - start)]
    }

    /// The last boundary that can be reached from `start` with `room`; `start` itself where nothing fits.
    func reach(from start: Int, room: Int) -> Int {
        let limit = costs[start].addingReportingOverflow(room)
        return limit.overflow ? end : lastBoundary(in: costs, atMost: limit.partialValue, from: start)
    }

    /// Moves a boundary back out of an address, an entity and from behind a lone escape; to `start` where nothing is
    /// left before these.
    func settled(_ boundary: Int, after start: Int) -> Int {
        guard boundary < end else { return boundary }
        var cut = boundary
        if let address = address(around: offsets[cut]) {
            cut = lastBoundary(in: offsets, atMost: max(address.lowerBound, offsets[start]), from: start)
        }
        if cut > start, let entity = entityStart(around: offsets[cut]) {
            cut = lastBoundary(in: offsets, atMost: max(entity, offsets[start]), from: start)
        }
        return endsInLoneEscape(cut, after: start) ? cut - 1 : cut
    }

    /// Moves a boundary back until it is settled and no white space stands before it.
    func rested(_ boundary: Int, after start: Int) -> Int {
        var cut = settled(boundary, after: start)
        while true {
            let next = settled(trimmed(cut, after: start), after: start)
            if next == cut { return cut }
            cut = next
        }
    }

    /// Whether the character before the boundary is white space at which a line may be broken.
    func isSpace(before boundary: Int) -> Bool {
        isSpace(offsets[boundary - 1], offsets[boundary])
    }

    /// The boundary after leaving out white space before it.
    func trimmed(_ boundary: Int, after start: Int) -> Int {
        var cut = boundary
        while cut > start, isSpace(before: cut) { cut -= 1 }
        return cut
    }

    /// The boundary after leaving out white space behind it.
    func skippingSpace(_ boundary: Int) -> Int {
        var cut = boundary
        while cut < end, isSpace(offsets[cut], offsets[cut + 1]) { cut += 1 }
        return cut
    }

    private func isSpace(_ start: Int, _ end: Int) -> Bool {
        switch end - start {
        case 1: bytes[start] == 0x20 || (0x09...0x0D).contains(bytes[start])
        case 2: bytes[start] == 0x0D && bytes[start + 1] == 0x0A || bytes[start] == 0xC2 && bytes[start + 1] == 0x85
        case 3: AddressScanner.isWideSpace(bytes, at: start)
        default: false
        }
    }

    private func lastBoundary(in values: [Int], atMost limit: Int, from start: Int) -> Int {
        var low = start
        var high = end
        while low < high {
            let middle = (low + high + 1) / 2
            if values[middle] <= limit { low = middle } else { high = middle - 1 }
        }
        return low
    }

    private func address(around offset: Int) -> Range<Int>? {
        var low = 0
        var high = addresses.count
        while low < high {
            let middle = (low + high) / 2
            if addresses[middle].upperBound <= offset { low = middle + 1 } else { high = middle }
        }
        guard low < addresses.count, addresses[low].lowerBound < offset else { return nil }
        return addresses[low]
    }

    /// Where an entity such as `&amp;` starts that reaches over the offset.
    private func entityStart(around offset: Int) -> Int? {
        let isName = { (byte: UInt8) in
            byte == UInt8(ascii: "#") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
        var start = offset - 1
        while start >= 0, offset - start < 10, isName(bytes[start]) { start -= 1 }
        guard start >= 0, bytes[start] == UInt8(ascii: "&") else { return nil }
        var stop = offset
        while stop < bytes.count, stop - start < 12, isName(bytes[stop]) { stop += 1 }
        guard stop < bytes.count, bytes[stop] == UInt8(ascii: ";"), stop > start + 1 else { return nil }
        return start
    }

    private func endsInLoneEscape(_ boundary: Int, after start: Int) -> Bool {
        var position = offsets[boundary]
        while position > offsets[start], bytes[position - 1] == UInt8(ascii: "\\") { position -= 1 }
        return (offsets[boundary] - position) % 2 == 1
    }
}
