// SPDX-License-Identifier: Apache-2.0

package import Announcement

extension Fault {
    /// A setting that cannot be as it is.
    ///
    /// - Parameters:
    ///   - key: the setting's name.
    ///   - message: what is wrong with it, without its value where that may be a secret.
    /// - Returns: a fault that names the setting.
    package static func invalidSetting(_ key: String, _ message: String) -> Fault {
        Fault(.configurationInvalid, message, context: ["where": key])
    }

    /// A destination's secret that cannot be used: the fault of that destination alone.
    ///
    /// - Parameters:
    ///   - reference: where the secret should be.
    ///   - reason: a constant phrase, so that nothing of the secret gets out.
    ///   - advice: what to put there.
    /// - Returns: a fault that names the reference.
    package static func unusableSecret(_ reference: SecretReference, _ reason: String, advice: String) -> Fault {
        Fault(
            .destinationSecretInvalid,
            "The destination's secret cannot be used: \(reason).",
            suggestedAction: advice,
            context: ["where": "secret", "secret": reference.text]
        )
    }

    /// What a person has to look at: part of a chain of posts is there, and the rest is not.
    ///
    /// - Parameters:
    ///   - accepted: how many posts are there.
    ///   - count: how many there should be.
    ///   - fault: why the next is not.
    /// - Returns: a fault after which nothing is sent again.
    package static func brokenChain(after accepted: Int, of count: Int, by fault: Fault) -> Fault {
        var context = fault.context
        context["posts_accepted"] = "\(accepted)"
        context["cause"] = fault.code.rawValue
        return Fault(
            .outcomeUnknown,
            "\(accepted) of \(count) posts are there, and the next is not: \(fault.message)",
            suggestedAction: "Look at the account, and finish or delete the chain there.",
            context: context
        )
    }
}

extension ChannelSettings {
    /// Checks the setting `timeout`.
    ///
    /// - Throws: ``FaultCode/configurationInvalid`` where it is not between a second and `longest`.
    package func check(timeout: Duration, longest: Duration) throws(Fault) {
        guard timeout >= .seconds(1), timeout <= longest else {
            throw .invalidSetting("timeout", "The timeout is not between 1s and \(longest.components.seconds)s.")
        }
    }
}
