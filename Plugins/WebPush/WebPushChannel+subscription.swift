// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

extension WebPushChannel: SubscriptionTaking {
    private struct Whole: Decodable {
        var endpoint: String
    }

    package var subscriptionKey: String { signer.publicKey }

    /// Takes what `JSON.stringify(subscription)` gives in a browser.
    package func subscriber(from text: String) throws(Fault) -> Subscriber {
        guard let whole = try? JSONDecoder().decode(Whole.self, from: Data(text.utf8)) else {
            throw WebPushChannel.unreadable("it is not the JSON of a browser's subscription")
        }
        let endpoint = try PushEndpoint(whole.endpoint, allowsPlain: settings.allowsPrivateNetworks)
        do throws(PushSubscription.Refusal) {
            return Subscriber(address: endpoint.url, secret: Secret(try PushSubscription(text).written))
        } catch {
            throw WebPushChannel.unreadable(error.reason)
        }
    }

    private static func unreadable(_ reason: String) -> Fault {
        Fault(
            .addressInvalid,
            "The subscription cannot be used: \(reason).",
            suggestedAction: "Give what JSON.stringify(subscription) gives in the browser."
        )
    }
}
