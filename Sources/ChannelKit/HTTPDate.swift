// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// The dates of HTTP (RFC 9110 5.6.7).
package enum HTTPDate {
    /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`.
    ///
    /// A year of two digits is taken to be at most 50 years after `now`.
    package static func parse(_ text: some StringProtocol, now: Timestamp) -> Timestamp? {
        let words = text.split(separator: " ").map { String($0) }
        switch words.count {
        case 6:
            guard words[0].hasSuffix(","), isUniversal(words[5]) else { return nil }
            return moment(year: number(words[3], 4), month: words[2], day: number(words[1], 2), time: words[4])
        case 4:
            let date = words[1].split(separator: "-").map { String($0) }
            guard words[0].hasSuffix(","), isUniversal(words[3]), date.count == 3 else { return nil }
            let year = number(date[2], 2).map { fullYear($0, now: now) }
            return moment(year: year, month: date[1], day: number(date[0], 2), time: words[2])
        case 5:
            return moment(year: number(words[4], 4), month: words[1], day: number(words[2], 1...2), time: words[3])
        default:
            return nil
        }
    }

    private static func isUniversal(_ zone: String) -> Bool { ["GMT", "UTC", "+0000"].contains(zone) }

    private static func fullYear(_ lastTwo: Int, now: Timestamp) -> Int {
        let present = now.civilTime.year
        let year = present - present % 100 + lastTwo
        return year > present + 50 ? year - 100 : year <= present - 50 ? year + 100 : year
    }

    private static func number(_ text: String, _ width: Int) -> Int? { number(text, width...width) }

    private static func number(_ text: String, _ widths: ClosedRange<Int>) -> Int? {
        guard widths.contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }

    private static func moment(year: Int?, month: String, day: Int?, time: String) -> Timestamp? {
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard let year, let day, let month = names.firstIndex(of: month), time.utf8.count == 8 else { return nil }
        let pad = { (number: Int, width: Int) in
            String(repeating: "0", count: max(0, width - String(number).utf8.count)) + String(number)
        }
        return Timestamp("\(pad(year, 4))-\(pad(month + 1, 2))-\(pad(day, 2))T\(time)Z")
    }
}
