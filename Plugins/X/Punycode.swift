// SPDX-License-Identifier: Apache-2.0

/// How long a label of a domain becomes where names have Latin letters alone (RFC 3492).
enum Punycode {
    private static let base = 36
    private static let (smallest, largest) = (1, 26)

    /// The letters of a label as it goes over the wire, `xn--` included; its own number where it needs no encoding.
    static func length(of label: [Unicode.Scalar]) -> Int {
        let plain = label.count { $0.isASCII }
        guard plain < label.count else { return label.count }
        // A digit at least for each letter: that is too long already.
        guard label.count <= 63 else { return 4 + label.count }
        let others = label.filter { !$0.isASCII }.map { Int($0.value) }.sorted()
        var length = 4 + plain + (plain > 0 ? 1 : 0)
        var (bias, delta, written, last) = (72, 0, plain, 128)
        for value in others where value >= last {
            delta += (value - last) * (written + 1)
            last = value
            for scalar in label {
                if Int(scalar.value) < last { delta += 1 }
                guard Int(scalar.value) == last else { continue }
                length += digits(of: delta, bias: bias)
                bias = adapted(delta, isFirst: written == plain, of: written + 1)
                delta = 0
                written += 1
            }
            delta += 1
            last += 1
        }
        return length
    }

    private static func digits(of delta: Int, bias: Int) -> Int {
        var (rest, digits, place) = (delta, 1, base)
        while true {
            let threshold = min(max(place - bias, smallest), largest)
            if rest < threshold { return digits }
            rest = (rest - threshold) / (base - threshold)
            digits += 1
            place += base
        }
    }

    private static func adapted(_ delta: Int, isFirst: Bool, of count: Int) -> Int {
        var rest = isFirst ? delta / 700 : delta / 2
        rest += rest / count
        var steps = 0
        while rest > (base - smallest) * largest / 2 {
            rest /= base - smallest
            steps += base
        }
        return steps + (base - smallest + 1) * rest / (rest + 38)
    }
}
