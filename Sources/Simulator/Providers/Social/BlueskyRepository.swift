// SPDX-License-Identifier: Apache-2.0

import Crypto
import Synchronization

/// The records that accounts keep, by their addresses.
final class BlueskyRepository: Sendable {
    struct Record: Hashable, Sendable {
        let uri: String
        let cid: String
        let content: ProviderJSON

        /// The first post of the thread that it is in: itself where it answers none.
        var root: String { content["reply"]?["root"]?["uri"]?.text ?? uri }
    }

    private struct State {
        var records: [String: Record] = [:]
        var order: [String] = []
        var last = 0
    }

    /// Past so many, the oldest are forgotten.
    private static let most = 10_000
    private let state = Mutex(State())

    subscript(_ uri: String) -> Record? { state.withLock { $0.records[uri] } }

    /// Writes a record, or writes it anew.
    @discardableResult
    func put(_ content: ProviderJSON, at uri: String) -> Record {
        let bytes = (try? SinkJSON.encode(content)) ?? []
        let record = Record(uri: uri, cid: "bafyrei" + Base32.letters(Self.digest(bytes), 52), content: content)
        state.withLock { state in
            if state.records.updateValue(record, forKey: uri) == nil { state.order.append(uri) }
            if state.order.count > Self.most { state.records[state.order.removeFirst()] = nil }
        }
        return record
    }

    func remove(_ uri: String) {
        state.withLock { state in
            if state.records.removeValue(forKey: uri) != nil { state.order.removeAll { $0 == uri } }
        }
    }

    /// A key for a record that came without one.
    func nextKey() -> String {
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        return "3" + String((1..<13).map { Base32.alphabet[number >> (60 - $0 * 5) & 31] })
    }

    func forget() { state.withLock { $0 = State(last: $0.last) } }

    static func digest(_ bytes: some Sequence<UInt8>) -> [UInt8] { Array(SHA256.hash(data: Array(bytes))) }
    static func digest(_ text: String) -> [UInt8] { digest(text.utf8) }
}
