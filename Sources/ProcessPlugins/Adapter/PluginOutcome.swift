// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a plugin says became of an attempt.
package struct PluginOutcome {
    package let result: Result<Receipt, Fault>

    /// Reads the result of `deliver`; nil where it says nothing that can be understood.
    ///
    /// Here `cleaned` takes the secrets out of a text.
    package init?(_ answer: JSONValue, plugin: String, cleaned: (String) -> String) {
        switch answer["outcome"]?.text {
        case "delivered":
            let id: String? =
                switch answer["receipt"] {
                case .string(let text): text
                case .integer(let number): "\(number)"
                default: nil
                }
            let note = answer["note"]?.text.map { PluginFaults.printable(cleaned($0), 200) }
            // A receipt that cannot be kept is none: it comes back as the thread, and must then be what it was.
            let kept = id.flatMap { !$0.isEmpty && $0.utf8.count <= 500 ? cleaned($0) : nil }
            result = .success(Receipt(id: kept, note: note))
        case "failed":
            let fault = answer["fault"]
            result = .failure(
                PluginFaults.reported(
                    fault?["error_type"]?.text,
                    cleaned(fault?["message"]?.text ?? "It gave no reason."),
                    plugin: plugin,
                    retryAfter: fault?["retry_after"]?.real.flatMap(PluginOutcome.span)
                )
            )
        case "unknown":
            result = .failure(
                Fault(
                    .outcomeUnknown,
                    "Plugin “\(plugin)” cannot tell whether it arrived: "
                        + PluginFaults.printable(
                            cleaned(answer["fault"]?["message"]?.text ?? "it gave no reason."),
                            300
                        ),
                    context: ["plugin": plugin]
                )
            )
        default: return nil
        }
    }

    /// Seconds, up to a day.
    private static func span(_ seconds: Double) -> Duration? {
        guard seconds.isFinite, seconds >= 0 else { return nil }
        return .milliseconds(Int64(min(seconds, 86_400) * 1_000))
    }
}
