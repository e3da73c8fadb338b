// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Writes faults for their column: the fields of their JSON that cannot be told from the code.
///
/// By hand, because a provider in trouble has one written for every attempt, and an encoder takes ten times as long.
struct FaultText {
    private var bytes: [UInt8] = []

    static func of(_ fault: Fault) -> String {
        var text = FaultText()
        text.bytes.reserveCapacity(128)
        text.write(fault)
        return String(decoding: text.bytes, as: UTF8.self)
    }

    private mutating func write(_ fault: Fault) {
        put("{\"code\":")
        quote(fault.code.rawValue)
        put(",\"message\":")
        quote(fault.message)
        if let pause = fault.retryAfter { put(",\"retry_after\":\(pause.seconds)") }
        if let action = fault.suggestedAction {
            put(",\"suggested_action\":")
            quote(action)
        }
        if !fault.context.isEmpty {
            put(",\"context\":{")
            var isFirst = true
            for (key, value) in fault.context.sorted(by: { $0.key < $1.key }) {
                if !isFirst { put(",") }
                isFirst = false
                quote(key)
                put(":")
                quote(value)
            }
            put("}")
        }
        if let trace = fault.traceID {
            put(",\"trace_id\":")
            quote(trace)
        }
        if let moment = fault.at {
            put(",\"at\":")
            quote(moment.description)
        }
        put("}")
    }

    private mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func quote(_ text: String) {
        let hex = Array("0123456789abcdef".utf8)
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                put("\\u00")
                bytes.append(hex[Int(byte >> 4)])
                bytes.append(hex[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
