// SPDX-License-Identifier: Apache-2.0

/// An address that its own reader recognises, and nobody else learns.
enum AddressMask {
    static func masked(_ address: String) -> String {
        if let at = address.lastIndex(of: "@"), at != address.startIndex, !address.contains("://") {
            return "\(address.prefix(1))•••\(address[at...])"
        }
        // Of an endpoint the host alone: its path may be a credential.
        let rest = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? address[...]
        let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard rest.startIndex != address.startIndex, !host.contains("@"), !host.isEmpty else { return "•••" }
        return "\(host)/•••"
    }
}
