// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What all connections of an HTTP sink share.
final class SinkCore: Sendable {
    let director: SinkDirector
    let arrivals: ArrivalLog<SinkRequest>
    let log: RequestLogFile?
    let control: SinkControl
    /// Bytes of a body that are kept; the rest is counted.
    let bodyLimit: Int
    private let connections = Atomic<Int>(0)

    init(director: SinkDirector, keep: Int, bodyLimit: Int, log: RequestLogFile?, mail: MailSink?) {
        self.director = director
        self.arrivals = ArrivalLog(capacity: keep)
        self.log = log
        self.bodyLimit = bodyLimit
        self.control = SinkControl(director: director, arrivals: arrivals, mail: mail)
    }

    /// The next connection's number, from 1.
    func welcome() -> Int { connections.add(1, ordering: .relaxed).newValue }

    /// Logs and keeps the request.
    ///
    /// - Returns: false where the log could not be written; the request must then not be answered with success.
    func record(_ request: SinkRequest, path: String) -> Bool {
        let isLogged = log?.append(request) ?? true
        arrivals.append(request, countedAs: path)
        return isLogged
    }
}
