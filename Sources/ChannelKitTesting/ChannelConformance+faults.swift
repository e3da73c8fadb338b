// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

extension ChannelConformance {
    /// Every HTTP status is read as what it means, and `Retry-After` is believed.
    func checkAnswers(_ report: inout ConformanceReport) async {
        guard let destination = destinations.first, await usesHTTP(destination) else { return }
        // Providers echo what they were sent: nothing of an answer may bring a secret back.
        let echo = Array("{\"error\":\"\((secrets + [destination.address]).joined(separator: " "))\"}".utf8)
        for status in 200..<600 {
            let isAccepted = (200..<300).contains(status)
            let body = isAccepted ? acceptance.body : echo
            let headers = isAccepted ? acceptance.headers : [HTTPHeader("content-type", "application/json")]
            let answer = HTTPResponse(status: status, headers: headers, body: body)
            guard let outcome = await outcome(of: answer, for: destination) else { continue }
            switch outcome {
            case .success(let receipt):
                report.expect(isAccepted, "http-status", "Status \(status) counts as delivered.")
                let text = [receipt.id ?? "", receipt.note ?? ""].joined(separator: "\n")
                report.expect(leak(in: text) == nil, "secrets", "The receipt for status \(status) gives a secret away.")
            case .failure(let fault):
                report.expect(
                    !isAccepted && classes(of: status).contains(fault.faultClass),
                    "http-status",
                    "Status \(status) becomes \(fault.code.rawValue), class \(fault.faultClass.rawValue)."
                )
                report.expect(
                    isAccepted || fault.context["http_status"] == String(status),
                    "http-status-is-told",
                    "The fault for status \(status) does not have it as http_status in its context."
                )
                let leak = leak(in: fault, about: destination)
                report.expect(
                    leak == nil,
                    "secrets",
                    "The fault for status \(status) gives a secret or the address away."
                )
            }
        }
        await checkRetryAfter(destination, &report)
    }

    private func checkRetryAfter(_ destination: Destination, _ report: inout ConformanceReport) async {
        let date = (ConformanceWorld.start + .seconds(90)).mailDate.replacing("+0000", with: "GMT")
        let cases: [(String, ClosedRange<Duration>)] = [
            ("37", .seconds(37)...(.seconds(37))), (date, .seconds(89)...(.seconds(91))),
            ("1.5", .milliseconds(1_500)...(.seconds(2))),
        ]
        for status in [429, 503] {
            for (value, expected) in cases {
                let answer = HTTPResponse(status: status, headers: [HTTPHeader("retry-after", value)])
                guard case .failure(let fault)? = await outcome(of: answer, for: destination) else { continue }
                report.expect(
                    fault.retryAfter.map(expected.contains) ?? false,
                    "retry-after",
                    "Status \(status) with “Retry-After: \(value)” is to be retried after \(fault.retryAfter, default: "?")."
                )
            }
        }
    }

    /// What the transport reports reaches the engine in the same class.
    func checkTransportFaults(_ report: inout ConformanceReport) async {
        let codes: [FaultCode] = [
            .connectionRefused, .connectionLost, .hostUnknown, .addressBlocked, .timedOut, .outcomeUnknown,
            .tlsUntrusted,
            .resolverFailed, .resourcesExhausted, .rateLimited, .recipientRejected, .fileUnwritable, .cancelled,
        ]
        for destination in destinations {
            for code in codes {
                let fault = Fault(code, "The transport failed.", retryAfter: .seconds(7))
                let world = ConformanceWorld(
                    http: .failing(fault),
                    mail: .failing(fault),
                    files: .failing(fault),
                    destinationSecret: destinationSecret
                )
                guard let adapter = try? make(in: world),
                    let delivery = delivery(of: .sample(), to: destination, by: adapter)
                else { continue }
                switch await outcome(of: delivery, by: adapter) {
                case .success:
                    report.add("transport-faults", "\(code.rawValue) of the transport counts as delivered.")
                case .failure(let seen):
                    report.expect(
                        seen.faultClass == fault.faultClass,
                        "transport-faults",
                        "\(code.rawValue) of the transport becomes \(seen.code.rawValue), class \(seen.faultClass.rawValue)."
                    )
                    report.expect(
                        leak(in: seen, about: destination) == nil,
                        "secrets",
                        "The fault after \(code.rawValue) of the transport gives a secret or the address away."
                    )
                }
            }
        }
    }

    private func usesHTTP(_ destination: Destination) async -> Bool {
        let world = ConformanceWorld(self)
        guard let adapter = try? make(in: world), let delivery = delivery(of: .sample(), to: destination, by: adapter)
        else { return false }
        _ = await outcome(of: delivery, by: adapter)
        return !world.http.requests.isEmpty
    }

    private func outcome(of answer: HTTPResponse, for destination: Destination) async -> Result<Receipt, Fault>? {
        let world = ConformanceWorld(http: StubHTTPClient { _ in answer }, destinationSecret: destinationSecret)
        guard let adapter = try? make(in: world), let delivery = delivery(of: .sample(), to: destination, by: adapter)
        else { return nil }
        return await outcome(of: delivery, by: adapter)
    }

    /// What a status may mean, leaving providers some freedom where HTTP does.
    private func classes(of status: Int) -> Set<FaultClass> {
        if let own = statusClasses[status] { return own }
        return switch status {
        case 300..<400: [.permanentDestination, .configuration, .permanentMessage]
        case 401, 402, 403, 407, 404: [.configuration, .permanentDestination]
        case 408, 425: [.transient, .rateLimited]
        case 409: Set(FaultClass.allCases)
        case 410: [.permanentDestination]
        case 413, 414, 431: [.permanentMessage]
        case 429: [.rateLimited]
        case 400..<500: [.permanentMessage, .permanentDestination, .configuration]
        case 501, 505..<520, 528, 530..<600: [.transient, .rateLimited, .permanentMessage, .configuration]
        default: [.transient, .rateLimited]
        }
    }
}
