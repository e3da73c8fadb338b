// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// What a plugin's failures and answers mean to the engine.
package enum PluginFaults {
    /// The codes that a plugin may report, by their type: those of attempts, an address that cannot be one, and a secret
    /// that is not there.
    ///
    /// Troubles of the hub's own machine are not for a plugin to report: the engine would rest other channels for them.
    package static let byType: [String: FaultCode] = Dictionary(
        FaultCode.allCases
            .filter { $0.rawValue.hasPrefix("DLV-") || $0 == .addressInvalid || $0 == .secretMissing }
            .map { ($0.errorType, $0) }
    ) { first, _ in first }

    /// The plugin cannot be asked.
    static func unavailable(_ plugin: String, _ ending: PluginEnding, retryAfter: Duration? = nil) -> Fault {
        Fault(
            .providerUnavailable,
            "Plugin “\(plugin)” is not running: it \(ending.words).",
            retryAfter: retryAfter,
            suggestedAction: "See its lines in the log, and try it with belfry channels test --plugin DIR.",
            context: ["plugin": plugin]
        )
    }

    /// What a request without an answer comes to.
    ///
    /// Here `duringDelivery` says whether something may have been sent where the plugin may have acted.
    static func fault(_ failure: AskFailure, from plugin: String, duringDelivery: Bool) -> Fault {
        let isUnknown = duringDelivery && failure.mayHaveActed
        switch failure.reason {
        case .ended(let ending):
            guard isUnknown else { return unavailable(plugin, ending) }
            return Fault(
                .outcomeUnknown,
                "Plugin “\(plugin)” \(ending.words) before it said what became of the attempt.",
                context: ["plugin": plugin]
            )
        case .cancelled:
            return Fault(
                isUnknown ? .outcomeUnknown : .cancelled,
                isUnknown
                    ? "The attempt was cut off while plugin “\(plugin)” was at it."
                    : "The attempt was cut off before plugin “\(plugin)” had been told of it.",
                context: ["plugin": plugin]
            )
        case .tooLong:
            return Fault(
                .payloadTooLarge,
                "The message takes more than the 1 MiB that a line to plugin “\(plugin)” may have.",
                context: ["plugin": plugin]
            )
        case .refused(let refusal):
            return reported(refusal.errorType, refusal.message, plugin: plugin, retryAfter: nil, place: refusal.place)
        }
    }

    /// A fault that the plugin reports.
    ///
    /// One of a type that is not known is tried again.
    static func reported(
        _ type: String?,
        _ message: String,
        plugin: String,
        retryAfter: Duration?,
        place: String? = nil
    ) -> Fault {
        let code = type.flatMap { byType[$0] }
        var context = ["plugin": plugin]
        if code == nil, let type { context["provider_code"] = printable(type, 60) }
        if let place { context["where"] = printable(place, 100) }
        return Fault(
            code ?? .providerUnavailable,
            "Plugin “\(plugin)” says: \(printable(message, 300))",
            retryAfter: retryAfter,
            context: context
        )
    }

    /// One line without control characters, of so many characters at most.
    static func printable(_ text: String, _ length: Int) -> String {
        let scalars = text.unicodeScalars.lazy.map { scalar -> Character in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .format: " "
            default: Character(scalar)
            }
        }
        return String(scalars.prefix(length))
    }
}
