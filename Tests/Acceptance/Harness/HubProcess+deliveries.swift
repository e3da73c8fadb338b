// SPDX-License-Identifier: Apache-2.0

import Testing

extension HubProcess {
    /// Every delivery that the query selects, page by page, newest first.
    func deliveries(_ query: String = "") async throws -> [JSON] {
        var found: [JSON] = []
        var cursor: String?
        while true {
            let parts = ["limit=500", query, cursor.map { "cursor=\($0)" } ?? ""].filter { !$0.isEmpty }
            let page = try await get("/v1/deliveries?\(parts.joined(separator: "&"))")
            try #require(page.status == 200, "\(page.text)")
            found += page["items"]?.items ?? []
            guard let next = page["next_cursor"]?.string else { return found }
            cursor = next
        }
    }

    /// One delivery with its attempts.
    func delivery(_ id: String) async throws -> JSON {
        let answer = try await get("/v1/deliveries/\(id)")
        try #require(answer.status == 200, "\(answer.text)")
        return answer.json
    }

    /// Waits until none of the deliveries that the query selects is open any more, and returns them.
    func settled(_ query: String, count: Int, within bound: Duration = .seconds(30)) async throws -> [JSON] {
        try await eventually("\(count) finished deliveries of \(query)", within: bound) {
            let all = try await deliveries(query)
            let isOver =
                all.count >= count
                && all.allSatisfy { !["pending", "in_flight", "retrying"].contains($0["state"]?.string) }
            return isOver ? all : nil
        }
    }

    /// The delivery to an address, with its attempts, once it is in the state.
    func delivery(
        to address: String,
        query: String = "",
        in state: String,
        within bound: Duration = .seconds(30)
    ) async throws -> JSON {
        let id = try await eventually("a delivery to \(address) that is \(state)", within: bound) {
            try await deliveries("state=\(state)&\(query)").first { $0["to"]?.string == address }?["id"]?.string
        }
        return try await delivery(id)
    }
}
