// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials
import Synchronization

extension FlawedChannel {
    private static let nonce = Mutex(0)

    func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt {
        if settings.flaw == .neverSends { return Receipt() }
        if settings.flaw == .ignoresCancellation {
            let services = services
            let request = try request(for: delivery)
            let detached = Task { try await services.http.execute(request) }
            _ = await detached.result
        }
        do throws(Fault) {
            let request = try request(for: delivery)
            return try receipt(from: try await services.http.execute(request), for: delivery)
        } catch {
            switch settings.flaw {
            case .changesTransportFaults where error.context.isEmpty: throw Fault(.contentRejected, "Something failed.")
            case .swallowsTransportFaults where error.context.isEmpty: return Receipt()
            case .acceptsWhenCancelled where error.code == .cancelled: return Receipt()
            default: throw error
            }
        }
    }

    func request(for delivery: Delivery) throws(Fault) -> HTTPRequest {
        let flaw = settings.flaw
        var headers = [
            HTTPHeader("content-type", "application/json"),
            HTTPHeader("authorization", "Bearer \(settings.token.reveal())"),
        ]
        if flaw != .forgetsKey { headers.append(HTTPHeader("idempotency-key", delivery.key)) }
        if flaw == .injectsHeader { headers.append(HTTPHeader("x-title", delivery.message.title)) }
        if flaw == .impureRequest {
            headers.append(HTTPHeader("x-nonce", "\(Self.nonce.withLock { $0 += 1; return $0 })"))
        }
        let text = delivery.rendering["text"] ?? ""
        var body = "{\"text\":\"\(text)\"}"
        if flaw != .brokenRequestJSON, let encoded = try? JSONEncoder().encode(["text": text]) {
            body = String(decoding: encoded, as: UTF8.self)
        }
        if flaw == .overlongRequest { body = "\"" + String(repeating: "x", count: 30_000) + "\"" }
        return HTTPRequest(url: delivery.destination.address, headers: headers, body: Array(body.utf8))
    }

    func receipt(from response: HTTPResponse, for delivery: Delivery) throws(Fault) -> Receipt {
        let flaw = settings.flaw
        if flaw == .acceptsEverything { return Receipt() }
        if flaw == .failsOnSuccess, response.status == 204 { throw Fault(.providerUnavailable, "No.") }
        guard var fault = HTTPStatusFaults.fault(for: response, now: services.clock.now) else {
            if flaw == .refusesEverything { throw Fault(.contentRejected, "No.") }
            return Receipt(id: flaw == .leaksInReceipt ? settings.token.reveal() : "1")
        }
        switch flaw {
        case .believesNoRetryAfter: fault.retryAfter = nil
        case .serverErrorsArePermanent where fault.code == .providerUnavailable:
            fault = Fault(.contentRejected, "No.", context: fault.context)
        case .goneIsTransient where fault.code == .targetGone: fault = Fault(.timedOut, "No.", context: fault.context)
        case .hidesStatus: fault = Fault(fault.code, fault.message, retryAfter: fault.retryAfter)
        case .echoesBody: fault = fault.with("body", String(decoding: response.body, as: UTF8.self))
        case .leaksAddressInFault: fault = fault.with("url", delivery.destination.address)
        default: break
        }
        throw fault
    }
}
