// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing

/// The suite itself: it finds nothing wrong with a good channel, and each thing that can be wrong.
@Suite struct ConformanceTests {
    private func conformance(_ flaw: Flaw) -> ChannelConformance<FlawedChannel> {
        var conformance = ChannelConformance<FlawedChannel>(
            settings: FlawedChannel.Settings(flaw: flaw, extra: flaw == .undescribedKey ? "x" : nil),
            addresses: ["https://hooks.example.com/canary-path"],
            hostileAddresses: ["", "ftp://example.com/", "https://a.example/\r\nx: y"],
            canarySecrets: ["canary-of-the-settings"],
            refusedSettings: [FlawedChannel.Settings(flaw: flaw, isWrong: true)]
        )
        // Only the good channel goes through all messages: these few find every flaw, and soon.
        let telling: Set = ["30,000 characters", "header injection", "a title of emoji", "markup injection"]
        if flaw != .none { conformance.messages.removeAll { !telling.contains($0.name) } }
        return conformance
    }

    @Test func `a good channel has no violation`() async {
        #expect(await conformance(.none).violations() == [])
    }

    @Test(arguments: [
        (Flaw.refusesItsSettings, "settings-valid"), (.acceptsWrongSettings, "settings-refused"),
        (.hidesWhere, "settings-refused"),
        (.undescribedKey, "manifest-settings"), (.readsSecretInInit, "init-is-pure"), (.throwsInInit, "init"),
        (.acceptsHostileAddress, "host-refuses"), (.refusesGoodAddress, "host"), (.wrongAddressFault, "host-refuses"),
        (.repeatsAddress, "secrets"), (.leaksInHost, "secrets"), (.readsSecretInRender, "render-is-pure"),
        (.readsClockInRender, "render-is-pure"), (.rendersByInstance, "render-is-deterministic"),
        (.rendersAtRandom, "render-is-deterministic"), (.refusesLength, "render 30,000 characters"),
        (.overlong, "limits"),
        (.countsWrongly, "limits"), (.blankPart, "render-says-something"), (.noParts, "render-says-something"),
        (.noContentType, "render-content-type"), (.brokenJSON, "json"), (.leaksInPart, "secrets"),
        (.leaksInFinding, "secrets"),
        (.losesTitle, "title-survives"), (.losesLinkAndImpact, "impact-survives"), (.losesWatermark, "drill-watermark"),
        (.losesCorrection, "correction-is-told"), (.dropsOnlySection, "only-section-survives"),
        (.injectsHeader, "wire"), (.impureRequest, "request-is-pure"), (.forgetsKey, "key-is-handed-over"),
        (.brokenRequestJSON, "json"), (.overlongRequest, "limits"), (.neverSends, "delivers"),
        (.failsOnSuccess, "http-status"),
        (.refusesEverything, "delivers"), (.acceptsEverything, "http-status"), (.believesNoRetryAfter, "retry-after"),
        (.serverErrorsArePermanent, "http-status"), (.goneIsTransient, "http-status"),
        (.hidesStatus, "http-status-is-told"),
        (.echoesBody, "secrets"), (.leaksInReceipt, "secrets"), (.leaksAddressInFault, "secrets"),
        (.changesTransportFaults, "transport-faults"), (.swallowsTransportFaults, "transport-faults"),
        (.ignoresCancellation, "cancellation"), (.acceptsWhenCancelled, "cancellation"),
    ])
    func `every flaw is found`(_ flaw: Flaw, _ check: String) async {
        let violations = await conformance(flaw).violations()
        #expect(violations.contains { $0.check == check }, "\(violations.prefix(5))")
    }

    @Test func `a provider may read a status otherwise`() async {
        var conformance = conformance(.goneIsTransient)
        conformance.statusClasses[410] = [.transient]
        #expect(await conformance.violations() == [])
    }

    @Test func `settings that show their secrets are found`() async {
        let conformance = ChannelConformance<TalkativeChannel>(
            settings: TalkativeChannel.Settings(token: "canary-of-the-settings"),
            addresses: ["a"],
            hostileAddresses: [],
            canarySecrets: ["canary-of-the-settings"]
        )
        let violations = await conformance.violations()
        #expect(violations.contains { $0.check == "secrets" && $0.message.contains("printed") })
        #expect(violations.contains { $0.check == "secrets" && $0.message.contains("written") })
    }

    @Test(arguments: [
        "is not a name", "version is empty", "summary is empty", "No attempt may run", "has no time",
        "pause that is none",
        "not ascending", "expires before", "lets nothing through", "is not positive", "is not known",
        "names a section twice",
        "gives up “impact”", "gives up “next_update”", "described twice", "is not described", "nothing to choose from",
        "required and has a default", "a secret with a default",
    ])
    func `everything wrong with a manifest is found`(_ words: String) async {
        let conformance = ChannelConformance<TalkativeChannel>(
            settings: TalkativeChannel.Settings(token: "x"),
            addresses: [],
            hostileAddresses: [],
            canarySecrets: []
        )
        let violations = await conformance.violations()
        #expect(violations.contains { $0.check.hasPrefix("manifest") && $0.message.contains(words) }, "\(violations)")
    }
}

/// A channel whose manifest is wrong in every way, and whose settings keep nothing to themselves.
private struct TalkativeChannel: Channel {
    struct Settings: ChannelSettings {
        var token: String

        func validate() throws(Fault) {}
    }

    static let manifest = ChannelManifest(
        kind: "Not A Name",
        version: "",
        summary: "",
        settings: [
            SettingDescription("a", .string, "One."), SettingDescription("a", .string, "Two."),
            SettingDescription("b", .choice, required: true, default: "x", ""),
            SettingDescription("c", .string, secret: true, default: "x", "A secret."),
        ],
        limits: [LimitDescription("text", max: 0, unit: "furlongs")],
        rate: RateLimit(0, per: .zero),
        concurrency: 0,
        retry: RetryPolicy(schedule: [.seconds(5), .zero], expires: .zero),
        dropOrder: [.help, .help, .impact, .nextUpdate],
        attemptTimeout: .zero
    )

    init(settings: Settings, services: ChannelServices) throws(Fault) {}

    func host(for destination: Destination) throws(Fault) -> String { "a" }

    func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        Rendering(parts: [RenderedPart("text", "text/plain", message.title)])
    }

    func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt { Receipt() }
}
