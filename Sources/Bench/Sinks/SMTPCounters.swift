// SPDX-License-Identifier: Apache-2.0

/// The counters that smtp-sink prints over and over, one set after a carriage return after the other.
package enum SMTPCounters {
    /// The newest number of mails; nought where there is none yet.
    package static func mails(in text: String) -> Int {
        // The last set may not be whole yet.
        let sets = text.split(separator: "\r", omittingEmptySubsequences: false).dropLast()
        for set in sets.reversed() {
            guard let place = set.firstRange(of: "mesg=") else { continue }
            let digits = set[place.upperBound...].drop { $0 == " " }.prefix { $0.isNumber }
            if let number = Int(digits) { return number }
        }
        return 0
    }
}
