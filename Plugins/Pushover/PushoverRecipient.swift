// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Whom a destination's address stands for: a user or a group, or one of a user's devices.
struct PushoverRecipient: Hashable, Sendable {
    let key: String
    let device: String?

    /// Reads a key, or a key, a colon and a device's name.
    init(_ address: String) throws(Fault) {
        let parts = address.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let device = parts.count == 2 ? parts[1] : nil
        let isDevice = device.map { (1...25).contains($0.utf8.count) && $0.utf8.allSatisfy(\.isOfDevice) } ?? true
        guard let key = parts.first, PushoverRecipient.isKey(key), isDevice else {
            throw Fault(
                .addressInvalid,
                "The address is neither a user's or group's key of 30 letters and digits, nor one with “:device”.",
                suggestedAction: "Give the destination the key that Pushover shows its user."
            )
        }
        self.key = String(key)
        self.device = device.map { String($0) }
    }

    static func isKey(_ text: Substring) -> Bool {
        text.utf8.count == 30
            && text.utf8.allSatisfy { $0.isOfDevice && $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_") }
    }
}

extension UInt8 {
    fileprivate var isOfDevice: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
