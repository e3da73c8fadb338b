// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Apple's push service: `/3/device/TOKEN`, there or below its prefix, with its header rules and its table of reasons.
///
/// A device token that begins with `dead` is unregistered, with `01d0` expired, with `bad0` none at all, with `f0f0`
/// another app's. A notification with the collapse id of an earlier one takes its place.
package struct APNsDialect: ProviderDialect {
    package let prefix = "/apns/"
    private let account: AppleAccount?
    private let requiresHTTP2: Bool
    private let gate: APNsGate
    private let quota: PaceLimit
    private let book = PostBook()

    /// - Parameters:
    ///   - account: whose keys and topic it knows; nil for any, whose tokens' signatures are then not looked at.
    ///   - revoked: ids of the account's keys that are not valid any more.
    ///   - environment: which of Apple's two services this is, where the account's keys are made for `production`.
    ///   - perMinute: how many notifications a device takes in a minute; 0 for any number, as Apple names none.
    ///   - requiresHTTP2: whether it closes the connection of whoever speaks HTTP/1.1, as Apple does.
    package init(
        account: AppleAccount? = nil,
        revoked: Set<String> = [],
        environment: Environment = .production,
        perMinute: Int = 0,
        requiresHTTP2: Bool = true
    ) {
        self.account = account
        self.requiresHTTP2 = requiresHTTP2
        self.gate = APNsGate(account: account, revoked: revoked, isSandbox: environment == .sandbox)
        self.quota = PaceLimit(perMinute, every: .milliseconds(perMinute > 0 ? 60_000 / perMinute : 0))
    }

    package enum Environment: Sendable {
        case production, sandbox
    }

    package func serves(_ method: String, _ path: String) -> Bool {
        path.hasPrefix(prefix) || path.hasPrefix("/3/device/")
    }

    package var posts: [ProviderPost] { book.posts }

    package func forget() { book.forget() }

    package func answer(_ request: SinkRequest) -> SinkAnswer {
        guard request.version == .http2 || !requiresHTTP2 else { return .close }
        let request = ProviderRequest(request, below: prefix)
        guard request.parts.starts(with: ["3", "device"]), request.parts.count <= 3 else {
            return refuse(404, "BadPath")
        }
        guard request.method == "POST" else { return refuse(405, "MethodNotAllowed") }
        guard request.parts.count == 3, let device = request.parts.last?.lowercased(), !device.isEmpty else {
            return refuse(400, "MissingDeviceToken")
        }
        if let refusal = gate.refusal(of: request) { return refuse(refusal.status, refusal.reason) }
        let headers = APNsHeaders(request)
        if let reason = headers.flaw { return refuse(400, reason) }
        if let account, headers.topic != account.topic { return refuse(400, "TopicDisallowed") }
        if let reason = Self.flaw(inDevice: device) { return refuse(400, reason) }
        // Compressed bodies are to Apple as if there were none.
        guard !request.raw.body.isEmpty, request.header("content-encoding") == nil,
            let payload = ProviderJSON(request.raw.body), let aps = payload["aps"], aps.object?.isEmpty == false
        else { return refuse(400, "PayloadEmpty") }
        guard request.raw.bodySize <= (headers.type == "voip" ? 5_120 : 4_096) else {
            return refuse(413, "PayloadTooLarge")
        }
        if let reason = Self.ends.first(where: { device.hasPrefix($0.prefix) })?.reason {
            // Since a day ago; in milliseconds.
            return refuse(410, reason, since: request.now.milliseconds - 86_400_000)
        }
        guard quota.take(device, at: request.now).wait == nil else { return refuse(429, "TooManyRequests") }
        show(aps, on: device, headers)
        let id = headers.id ?? Self.uuid(request.raw.number)
        return .status(200, headers: [SinkHeader("apns-id", id)])
    }

    private static let ends = [(prefix: "dead", reason: "Unregistered"), (prefix: "01d0", reason: "ExpiredToken")]

    private static func flaw(inDevice device: String) -> String? {
        guard device.utf8.count >= 64, device.utf8.count.isMultiple(of: 2), device.allSatisfy(\.isHexDigit),
            !device.hasPrefix("bad0"), device.contains(where: { $0 != "0" })
        else { return "BadDeviceToken" }
        return device.hasPrefix("f0f0") ? "DeviceTokenNotForTopic" : nil
    }

    private func show(_ aps: ProviderJSON, on device: String, _ headers: APNsHeaders) {
        let alert = aps["alert"]
        let lines = [alert?.text, alert?["title"]?.text, alert?["subtitle"]?.text, alert?["body"]?.text]
        let text = lines.compactMap(\.self).joined(separator: "\n")
        let id = headers.collapseID.map { "\(device.prefix(8))/\($0)" }
        if let id, book.edit(id, text) != nil { return }
        let notes = [aps["interruption-level"]?.text, aps["sound"]?.text.map { "sound \($0)" }]
        book.add { number in
            ProviderPost(
                provider: "apns",
                place: "device \(device.prefix(8))…",
                id: id ?? "n\(number)",
                text: text.isEmpty ? "(nothing to show)" : text,
                note: notes.compactMap(\.self).joined(separator: ", ")
            )
        }
    }

    private static func uuid(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return "00000000-0000-4000-8000-" + String(repeating: "0", count: max(0, 12 - digits.count)) + digits
    }

    private func refuse(_ status: Int, _ reason: String, since: Int64? = nil) -> SinkAnswer {
        var body: [String: ProviderJSON] = ["reason": .text(reason)]
        if let since { body["timestamp"] = .number(Double(since)) }
        return .json(status, ProviderJSON.object(body))
    }
}
