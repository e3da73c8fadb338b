// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// Pushes notifications to an app on Apple's devices.
///
/// A destination's address is the device token in hexadecimal.
package struct APNsChannel: WebChannel {
    package let services: ChannelServices
    private let settings: APNsSettings
    private let server: ServerURL
    private let token: ProviderToken

    package init(settings: APNsSettings, services: ChannelServices) throws(Fault) {
        try settings.validate()
        self.settings = settings
        self.services = services
        self.server = try settings.endpoint()
        self.token = try ProviderToken(of: settings)
    }

    package func host(for destination: Destination) throws(Fault) -> String {
        _ = try deviceToken(destination)
        return server.lane
    }

    /// Shapes the request's body as one part, `payload`, the same for every destination of a locale.
    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        var failure: Fault?
        let fitted = message.fitted(
            dropOrder: APNsChannel.manifest.dropOrder,
            fits: { $0.utf8.count <= APNsPayload.longest },
            write: { marked in
                do throws(Fault) {
                    return try APNsPayload(marked, settings: settings, home: services.publicURL).json()
                } catch {
                    failure = error
                    return ""
                }
            }
        )
        if let failure { throw failure }
        return Rendering(
            parts: [RenderedPart("payload", "application/json", fitted.output)],
            findings: fitted.findings(part: "payload")
        )
    }

    /// Sends, and once more where Apple's refusal is about the token alone and another one can be had.
    package func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt {
        let now = services.clock.now
        let first = try token.value(at: now)
        var response = try await services.http.execute(try request(for: delivery, token: first))
        if response.status == 403, let reason = APNsFaults.Answer(response)?.reason {
            var isFresh = false
            let second: Secret?
            switch reason {
            case "ExpiredProviderToken": second = try token.value(inPlaceOf: first, at: now)
            case "InvalidProviderToken", "BadEnvironmentKeyInToken", "BadEnvironmentKeyIdInToken":
                second = try token.value(ofNextKeyAfter: first, at: now)
                isFresh = true
            // A connection belongs to the key that it was opened with.
            case "UnrelatedKeyIdInToken":
                second = try token.value(at: now)
                isFresh = true
            default: second = nil
            }
            if let second {
                let again = try request(for: delivery, token: second, onFreshConnection: isFresh)
                response = try await services.http.execute(again)
            }
        }
        return try receipt(from: response, for: delivery)
    }

    package func request(for delivery: Delivery) throws(Fault) -> HTTPRequest {
        try request(for: delivery, token: try token.value(at: services.clock.now))
    }

    package func receipt(from response: HTTPResponse, for delivery: Delivery) throws(Fault) -> Receipt {
        if let fault = APNsFaults.fault(for: response, now: services.clock.now) { throw fault }
        let id = response.header("apns-id")
            .flatMap { id in
                id.utf8.count == 36 && id.utf8.allSatisfy { $0.isHexDigit || $0 == UInt8(ascii: "-") } ? id : nil
            }
        return Receipt(id: id ?? delivery.key, note: "HTTP \(response.status)")
    }

    private func request(
        for delivery: Delivery,
        token: Secret,
        onFreshConnection isFresh: Bool = false
    ) throws(Fault) -> HTTPRequest {
        guard let payload = delivery.rendering["payload"] else {
            throw Fault(.internalError, "The rendering has no payload.")
        }
        let timeout = try services.timeout(settings.timeout, until: delivery.deadline)
        let isQuiet = delivery.message.facts.severity.map { $0 <= .sev4 } ?? false
        let expiration = settings.ttl == .zero ? 0 : (delivery.acceptedAt + settings.ttl).unixSeconds
        return HTTPRequest(
            url: "\(server.text)/3/device/\(try deviceToken(delivery.destination))",
            headers: [
                HTTPHeader("authorization", "bearer \(token.reveal())"),
                HTTPHeader("apns-topic", settings.topic),
                HTTPHeader("apns-push-type", "alert"),
                HTTPHeader("apns-priority", isQuiet ? "5" : "10"),
                HTTPHeader("apns-expiration", String(expiration)),
                HTTPHeader("apns-collapse-id", collapseID(of: delivery.message)),
                HTTPHeader("content-type", "application/json"),
                HTTPHeader("user-agent", "Belfry/1"),
            ],
            body: Array(payload.utf8),
            timeout: timeout,
            connectTimeout: min(.seconds(5), timeout),
            allowsPrivateNetworks: settings.allowsPrivateNetworks,
            usesFreshConnection: isFresh,
            requiresHTTP2: true
        )
    }

    /// What a notification replaces: the incident's earlier ones in `edit`, else only itself where it is sent twice.
    private func collapseID(of message: Message) -> String {
        let id = settings.updates == .edit ? message.facts.incident?.id.text ?? message.id.text : message.id.text
        return TextLimit(64, .bytes).truncate(id, mark: "")
    }

    private func deviceToken(_ destination: Destination) throws(Fault) -> String {
        let token = destination.address
        guard token.utf8.count.isMultiple(of: 2), (64...200).contains(token.utf8.count),
            token.utf8.allSatisfy(\.isHexDigit)
        else {
            throw Fault(
                .addressInvalid,
                "The device token is not 64 to 200 hexadecimal digits.",
                suggestedAction: "Give the destination the token that the app was given, written in hexadecimal."
            )
        }
        return token.lowercased()
    }
}

extension APNsChannel: HealthChecking {
    /// Sends to a token that no device has: Apple judges the key before it misses the device.
    package func check() async -> [Finding] {
        let nobody = Destination(channel: services.channel, address: String(repeating: "0", count: 64))
        let now = services.clock.now
        do throws(Fault) {
            let response = try await services.http.execute(
                HTTPRequest(
                    url: "\(server.text)/3/device/\(try deviceToken(nobody))",
                    headers: [
                        HTTPHeader("authorization", "bearer \(try token.value(at: now).reveal())"),
                        HTTPHeader("apns-topic", settings.topic), HTTPHeader("apns-push-type", "alert"),
                        HTTPHeader("apns-expiration", "0"), HTTPHeader("content-type", "application/json"),
                        HTTPHeader("user-agent", "Belfry/1"),
                    ],
                    body: Array(#"{"aps":{"alert":"Belfry checks its credentials."}}"#.utf8),
                    timeout: settings.timeout,
                    allowsPrivateNetworks: settings.allowsPrivateNetworks,
                    requiresHTTP2: true
                )
            )
            let fault = APNsFaults.fault(for: response, now: now)
            guard let fault, ![.targetUnknown, .targetGone].contains(fault.code) else { return [] }
            throw fault
        } catch {
            return [Finding(error, channel: services.channel)]
        }
    }
}

extension UInt8 {
    fileprivate var isHexDigit: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }
}
