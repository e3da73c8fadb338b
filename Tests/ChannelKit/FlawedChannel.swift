// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials
import Synchronization

/// One thing that an adapter can get wrong.
enum Flaw: String, Codable, Sendable, CaseIterable {
    case none
    case refusesItsSettings, acceptsWrongSettings, hidesWhere, undescribedKey
    case readsSecretInInit, throwsInInit
    case acceptsHostileAddress, refusesGoodAddress, wrongAddressFault, repeatsAddress, leaksInHost
    case readsSecretInRender, readsClockInRender, rendersByInstance, rendersAtRandom
    case refusesLength, overlong, countsWrongly, blankPart, noParts, noContentType, brokenJSON, leaksInPart,
        leaksInFinding
    case losesTitle, losesLinkAndImpact, losesWatermark, losesCorrection, dropsOnlySection
    case injectsHeader, impureRequest, forgetsKey, brokenRequestJSON, overlongRequest, neverSends, failsOnSuccess
    case acceptsEverything, refusesEverything, believesNoRetryAfter, serverErrorsArePermanent, goneIsTransient,
        hidesStatus
    case echoesBody, leaksInReceipt, leaksAddressInFault
    case changesTransportFaults, swallowsTransportFaults, ignoresCancellation, acceptsWhenCancelled
}

/// A webhook that keeps the contract, but for the one flaw that its settings name.
struct FlawedChannel: WebChannel {
    struct Settings: ChannelSettings {
        var flaw = Flaw.none
        var token = Secret("canary-of-the-settings")
        var isWrong = false
        var extra: String?

        func validate() throws(Fault) {
            if flaw == .refusesItsSettings { throw Fault(.configurationInvalid, "No.", context: ["where": "token"]) }
            guard isWrong, flaw != .acceptsWrongSettings else { return }
            throw Fault(.configurationInvalid, "Wrong.", context: flaw == .hidesWhere ? [:] : ["where": "isWrong"])
        }
    }

    static let manifest = ChannelManifest(
        kind: "flawed",
        version: "1.0",
        summary: "A webhook for tests.",
        settings: [
            SettingDescription("flaw", .string, "What is wrong."),
            SettingDescription("token", .string, required: true, secret: true, "The token."),
            SettingDescription("isWrong", .boolean, default: "false", "Whether the settings are to be refused."),
        ],
        capabilities: [.deduplicates, .destinationSecrets],
        limits: [
            LimitDescription("text", max: 900, unit: "bytes"), LimitDescription("request", max: 20_000, unit: "bytes"),
        ],
        retry: RetryPolicy(schedule: [.seconds(1), .seconds(5)], expires: .seconds(3_600))
    )

    private static let counter = Mutex(0)

    let services: ChannelServices
    let settings: Settings
    private let number: Int
    private let start: Timestamp

    init(settings: Settings, services: ChannelServices) throws(Fault) {
        self.settings = settings
        self.services = services
        self.number = Self.next()
        self.start = services.clock.now
        if settings.flaw == .readsSecretInInit, let reference = SecretReference("env:X") {
            _ = try services.secrets.secret(reference)
        }
        if settings.flaw == .throwsInInit { throw Fault(.internalError, "No.") }
    }

    private static func next() -> Int {
        counter.withLock {
            $0 += 1
            return $0
        }
    }

    func host(for destination: Destination) throws(Fault) -> String {
        let address = destination.address
        let isGood = address.hasPrefix("https://") && address.utf8.allSatisfy { $0 > 0x20 }
        if !isGood, settings.flaw == .wrongAddressFault { throw Fault(.targetUnknown, "No such place.") }
        if !isGood, settings.flaw == .repeatsAddress { throw Fault(.addressInvalid, "“\(address)” is no address.") }
        guard isGood || settings.flaw == .acceptsHostileAddress, !(isGood && settings.flaw == .refusesGoodAddress)
        else {
            throw Fault(.addressInvalid, "The address is no https URL.")
        }
        if settings.flaw == .leaksInHost { return settings.token.reveal() }
        return address.dropFirst(8).split(separator: "/").first.map { String($0) } ?? "none"
    }

    func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        let flaw = settings.flaw
        if flaw == .readsSecretInRender, let reference = destination.secret {
            _ = try services.secrets.secret(reference)
        }
        if flaw == .refusesLength, message.sections.contains(where: { $0.markdown.utf8.count > 10_000 }) {
            throw Fault(.contentRejected, "Too long.")
        }
        let title = [
            flaw == .losesWatermark ? nil : message.watermark, flaw == .losesCorrection ? nil : message.correctionMark,
            flaw == .losesTitle ? nil : message.title,
        ]
        .compactMap { $0 }.joined(separator: " ")
        var shown = message
        if flaw == .losesLinkAndImpact { shown.facts.link = nil }
        let limit = TextLimit(900, flaw == .countsWrongly ? .utf16 : .bytes)
        let heading = limit.truncate(Markdown(title).singleLine() + " ", link: nil)
        let fitted = shown.fitted(to: limit, dropOrder: Self.manifest.dropOrder) { message in
            let isEmptied = flaw == .dropsOnlySection && message.sections.count == 1
            let sections = flaw == .losesLinkAndImpact || isEmptied ? [] : message.sections
            return ([heading] + sections.map { Markdown($0.markdown).plainText() }).joined(separator: "\n\n")
        }
        var text = fitted.text
        switch flaw {
        case .overlong: text += String(repeating: "!", count: 900)
        case .blankPart: text = " "
        case .rendersByInstance: text = "\(number % 10) " + text.dropLast(2)
        case .rendersAtRandom: text = "\(Self.next() % 10) " + text.dropLast(2)
        case .readsClockInRender: text = (services.clock.now < start ? "<" : ">") + text.dropLast(1)
        case .leaksInPart: text = settings.token.reveal()
        default: break
        }
        if flaw == .noParts { return Rendering(parts: []) }
        var findings = fitted.findings(part: "text")
        if flaw == .leaksInFinding { findings.append(Finding("leak", .info, settings.token.reveal())) }
        let contentType = flaw == .noContentType ? "" : flaw == .brokenJSON ? "application/json" : "text/plain"
        return Rendering(parts: [RenderedPart("text", contentType, text)], findings: findings)
    }
}
