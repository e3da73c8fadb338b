// SPDX-License-Identifier: Apache-2.0

import Announcement
import Synchronization

/// The sessions of a personal data server: access tokens that end, refresh tokens that are good once.
final class BlueskySessions: Sendable {
    struct Session: Hashable, Sendable {
        let access: String
        let refresh: String
        let handle: String
    }

    enum Standing: Hashable, Sendable {
        case good(String)
        case expired, unknown
    }

    enum Renewal: Hashable, Sendable {
        case session(Session)
        case used, unknown
    }

    private struct State {
        var last = 0
        /// Newest last.
        var open: [Session] = []
        var ends: [String: Timestamp] = [:]
        var used: Set<String> = []
    }

    /// Past so many, the oldest are forgotten.
    private static let most = 1_000
    /// What a real token begins with: JSON that names the kind of token.
    private static let kinds = (access: "eyJ0eXAiOiJhdCtqd3QifQ", refresh: "eyJ0eXAiOiJyZWZyZXNoK2p3dCJ9")

    private let life: Duration
    private let state = Mutex(State())

    /// - Parameter life: of an access token.
    init(life: Duration) { self.life = life }

    func open(for handle: String, at now: Timestamp) -> Session {
        state.withLock { state in
            state.last += 1
            let session = Session(
                access: "\(Self.kinds.access).\(state.last).simulator",
                refresh: "\(Self.kinds.refresh).\(state.last).simulator",
                handle: handle
            )
            if state.open.count == Self.most {
                let oldest = state.open.removeFirst()
                state.ends[oldest.access] = nil
                state.used.remove(oldest.refresh)
            }
            state.open.append(session)
            state.ends[session.access] = now + life
            return session
        }
    }

    /// Another session in place of the one with this refresh token.
    func renew(_ refresh: String, at now: Timestamp) -> Renewal {
        let handle: String? = state.withLock { state in
            guard let session = state.open.last(where: { $0.refresh == refresh }) else { return nil }
            return state.used.insert(refresh).inserted ? session.handle : ""
        }
        guard let handle else { return .unknown }
        return handle.isEmpty ? .used : .session(open(for: handle, at: now))
    }

    func standing(of access: String, at now: Timestamp) -> Standing {
        state.withLock { state in
            guard let end = state.ends[access], let session = state.open.last(where: { $0.access == access }) else {
                return .unknown
            }
            return now < end ? .good(session.handle) : .expired
        }
    }
}
