// SPDX-License-Identifier: Apache-2.0

/// What nginx's `stub_status` page says.
package struct NginxStatus: Hashable, Sendable {
    /// Requests since it started, that for the page included.
    package let requests: Int

    /// nil where the text is no such page.
    package init?(_ text: String) {
        let lines = text.split(separator: "\n")
        guard let heading = lines.firstIndex(where: { $0.hasPrefix("server accepts handled requests") }),
            lines.indices.contains(heading + 1)
        else { return nil }
        let numbers = lines[heading + 1].split(separator: " ").compactMap { Int($0) }
        guard numbers.count == 3 else { return nil }
        self.requests = numbers[2]
    }
}
