// SPDX-License-Identifier: Apache-2.0

public import Announcement
import Synchronization

/// A credential that expires and is fetched anew, shared by all attempts of a channel.
///
/// One attempt fetches it while the others wait for the same one. A failure to fetch fails those who waited, and the
/// next attempt tries again.
public final class SharedToken: Sendable {
    /// A token, and until when it may be used.
    public struct Token: Sendable {
        public var value: Secret
        public var expires: Timestamp

        public init(_ value: Secret, expires: Timestamp) {
            self.value = value
            self.expires = expires
        }
    }

    private typealias Waiter = CheckedContinuation<Result<Token, Fault>?, Never>

    private enum State {
        case none
        case some(Token)
        case underWay([Waiter])
    }

    private let state = Mutex(State.none)

    public init() {}

    /// The token; fetched where there is none, or where it has expired at `now`.
    public func value(
        at now: Timestamp,
        fetch: () async throws(Fault) -> Token
    ) async throws(Fault) -> Secret {
        while true {
            let (known, isMine): (Token?, Bool) = state.withLock { state in
                switch state {
                case .some(let token) where token.expires > now: return (token, false)
                case .underWay: return (nil, false)
                case .none, .some:
                    state = .underWay([])
                    return (nil, true)
                }
            }
            if let known { return known.value }
            if isMine { return try await fetched(by: fetch) }
            if let result = await wait() { return try result.get().value }
        }
    }

    private func fetched(by fetch: () async throws(Fault) -> Token) async throws(Fault) -> Secret {
        let result: Result<Token, Fault>
        do throws(Fault) {
            result = .success(try await fetch())
        } catch {
            result = .failure(error)
        }
        let waiting = state.withLock { state -> [Waiter] in
            defer { state = (try? result.get()).map { .some($0) } ?? .none }
            guard case .underWay(let waiting) = state else { return [] }
            return waiting
        }
        // One that was cancelled says nothing about the token: the next in line fetches it.
        let isCancelled = if case .failure(let fault) = result { fault.code == .cancelled } else { false }
        for waiter in waiting { waiter.resume(returning: isCancelled ? nil : result) }
        return try result.get().value
    }

    /// Forgets the token: the provider has refused it before its time.
    ///
    /// - Parameter value: the one that was refused; another that has come since is kept.
    public func forget(_ value: Secret) {
        state.withLock { state in
            if case .some(let token) = state, token.value == value { state = .none }
        }
    }

    /// Waits for the one who fetches; nil where there is none, or where that one gave up.
    private func wait() async -> Result<Token, Fault>? {
        await withCheckedContinuation { waiter in
            let isOver = state.withLock { state in
                guard case .underWay(let others) = state else { return true }
                state = .underWay(others + [waiter])
                return false
            }
            if isOver { waiter.resume(returning: nil) }
        }
    }
}
