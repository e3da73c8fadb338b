// SPDX-License-Identifier: Apache-2.0

import Announcement
import Glibc

/// Details of destinations as they stand in columns, read once for all the destinations that share them.
///
/// Where a million readers have one of three locales and the same tags, neither is read from its text a million times.
struct DestinationDetails {
    /// Values by their text; the last one is found without looking for it.
    private struct Shelf<Value> {
        private var last: (text: [UInt8], value: Value)?
        private var values: [String: Value] = [:]

        mutating func value(
            _ bytes: UnsafeBufferPointer<UInt8>,
            read: (String) throws(Fault) -> Value
        ) throws(Fault) -> Value {
            if let last, last.text.isSame(as: bytes) { return last.value }
            let text = String(decoding: bytes, as: UTF8.self)
            let value: Value
            if let known = values[text] { value = known } else { value = try read(text) }
            // Where there are so many, few are shared.
            if values.count >= 1_024 { values.removeAll(keepingCapacity: true) }
            values[text] = value
            last = (Array(bytes), value)
            return value
        }
    }

    private var locales = Shelf<LocaleTag?>()
    private var tags = Shelf<[String]>()
    private var secrets = Shelf<SecretReference?>()
    private var fallbacks = Shelf<[Destination]>()

    /// A destination from seven columns: address, locale, tags, secret, fallbacks, person, variables.
    mutating func destination(
        on channel: ChannelName,
        _ row: SQLColumns,
        from column: Int32
    ) throws(Fault) -> Destination {
        Destination(
            channel: channel,
            address: row.text(column),
            locale: try row.withText(column + 1) { text throws(Fault) in
                try locales.value(text) { LocaleTag($0) }
            } ?? nil,
            tags: try row.withText(column + 2) { text throws(Fault) in
                try tags.value(text) { text throws(Fault) in try JSONText.decode([String].self, text) }
            } ?? [],
            secret: try row.withText(column + 3) { text throws(Fault) in
                try secrets.value(text) { SecretReference($0) }
            } ?? nil,
            fallbacks: try row.withText(column + 4) { text throws(Fault) in
                try fallbacks.value(text) { text throws(Fault) in try JSONText.decode([Destination].self, text) }
            } ?? [],
            person: row.optionalText(column + 5),
            variables: try row.optionalText(column + 6)
                .map { text throws(Fault) in try JSONText.decode([String: String].self, text) } ?? [:]
        )
    }
}

extension [UInt8] {
    fileprivate func isSame(as other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count == other.count else { return false }
        return withUnsafeBufferPointer { mine in
            guard let left = mine.baseAddress, let right = other.baseAddress else { return isEmpty }
            return memcmp(left, right, count) == 0
        }
    }
}
