// SPDX-License-Identifier: Apache-2.0

public import Announcement
public import ChannelKit

/// The promises of the adapter contract, checked against one channel without network, files or waiting.
///
/// An adapter's test makes one with settings that are valid, and expects no violation:
///
/// ```swift
/// @Test func `the webhook channel keeps the adapter contract`() async {
///     let conformance = ChannelConformance<WebhookChannel>(
///         settings: settings,
///         addresses: ["https://hooks.example.com/a"],
///         hostileAddresses: ["", "ftp://example.com/", "https://a.example/\r\nX: y"],
///         canarySecrets: ["whsec_canary"]
///     )
///     #expect(await conformance.violations() == [])
/// }
/// ```
///
/// It renders every one of ``HostileMessages``, delivers them to services that record all they are asked, plays every
/// HTTP status and every transport fault back to the channel, and looks for the canaries in whatever comes out.
public struct ChannelConformance<Adapter: Channel>: Sendable where Adapter.Settings: Sendable {
    /// Settings that are valid, with the canaries as their secrets.
    public var settings: Adapter.Settings
    /// Addresses that the channel can reach.
    public var addresses: [String]
    /// Addresses that it must refuse.
    public var hostileAddresses: [String]
    /// Values of secrets in the settings, which may leave by way of a request only; each at least 6 characters.
    public var canarySecrets: [String]
    /// Settings that ``ChannelSettings/validate()`` must refuse.
    public var refusedSettings: [Adapter.Settings]
    /// What the provider answers when it accepts.
    public var acceptance: HTTPResponse
    /// The value of a destination's own secret, in the form that the channel expects.
    public var destinationSecret: String
    /// Units of the manifest's limits that the kit does not know by name.
    public var units: [String: TextUnit]
    /// Statuses that the provider's own error table reads otherwise than HTTP does.
    public var statusClasses: [Int: Set<FaultClass>] = [:]
    /// What is rendered and sent; add what has hurt your provider.
    public var messages: [HostileMessage] = HostileMessages.all

    public init(
        settings: Adapter.Settings,
        addresses: [String],
        hostileAddresses: [String],
        canarySecrets: [String],
        refusedSettings: [Adapter.Settings] = [],
        acceptance: HTTPResponse = HTTPResponse(status: 200),
        destinationSecret: String = "whsec_Y2FuYXJ5IG9mIGEgZGVzdGluYXRpb24gc2VjcmV0",
        units: [String: TextUnit] = [:]
    ) {
        self.settings = settings
        self.addresses = addresses
        self.hostileAddresses = hostileAddresses
        self.canarySecrets = canarySecrets
        self.refusedSettings = refusedSettings
        self.acceptance = acceptance
        self.destinationSecret = destinationSecret
        self.units = units
    }

    /// Every promise that the channel breaks; the same one for several messages is reported once for each.
    public func violations() async -> [ConformanceViolation] {
        var report = ConformanceReport()
        checkManifest(&report)
        checkSettings(&report)
        guard let adapter = report.attempt("init", { () throws(Fault) in try make(in: ConformanceWorld(self)) }) else {
            return report.violations
        }
        checkAddresses(adapter, &report)
        checkPurity(&report)
        checkRenderings(adapter, &report)
        checkWhatSurvives(adapter, &report)
        await checkDeliveries(&report)
        await checkAnswers(&report)
        await checkTransportFaults(&report)
        await checkCancellation(&report)
        return report.violations
    }
}

extension ChannelConformance {
    func make(in world: ConformanceWorld) throws(Fault) -> Adapter {
        try Adapter(settings: settings, services: world.services)
    }

    /// The destinations that the channel can reach.
    var destinations: [Destination] { addresses.map { destination($0) } }

    func destination(_ address: String) -> Destination {
        let hasSecret = Adapter.manifest.capabilities.contains(.destinationSecrets)
        return Destination(
            channel: ConformanceWorld.channel,
            address: address,
            secret: hasSecret ? SecretReference("env:CONFORMANCE_DESTINATION_SECRET") : nil
        )
    }

    /// A first attempt at bringing `message` to `destination`; nil where it cannot be rendered, which another check
    /// reports.
    func delivery(of message: Message, to destination: Destination, by adapter: Adapter) -> Delivery? {
        do throws(Fault) {
            let rendering = try adapter.render(message, for: destination)
            return .sample(message: message, destination: destination, rendering: rendering)
        } catch {
            return nil
        }
    }

    /// Everything that must not come out: settings' and destinations' secrets.
    var secrets: [String] { canarySecrets + [destinationSecret] }

    /// Which secret a text gives away, if any, as JSON or as it is.
    func leak(in text: String) -> String? {
        let plain = text.replacing("\\/", with: "/")
        return secrets.first { !$0.isEmpty && plain.contains($0) }
    }

    /// Which secret or address a fault gives away, if any.
    func leak(in fault: Fault, about destination: Destination? = nil) -> String? {
        let particulars = fault.context.flatMap { [$0.key, $0.value] }
        let text = ([fault.message, fault.suggestedAction ?? ""] + particulars).joined(separator: "\n")
        if let leak = leak(in: text) { return leak }
        guard let address = destination?.address, address.utf8.count >= 8, text.contains(address) else { return nil }
        return address
    }
}
