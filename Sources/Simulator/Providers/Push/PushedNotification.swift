// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// What a browser makes of a message that was pushed to it.
struct PushedNotification {
    private(set) var text: String
    /// Notifications with one tag take each other's place.
    private(set) var tag: String?
    /// Why it shows nothing of what was sent.
    private(set) var flaw: String?

    /// Reads a request's body with the subscription's private key; without one, nobody can.
    init(_ request: SinkRequest, _ subscription: BrowserSubscription?) {
        guard !request.body.isEmpty else {
            text = "(no payload)"
            return
        }
        text = "(encrypted, \(request.bodySize) bytes)"
        guard let subscription else { return }
        do throws(PushDecryption.Failure) {
            let plain = try PushDecryption.opened(request.body, by: subscription)
            (text, tag) = Self.shown(plain)
        } catch {
            flaw = "cannot be decrypted: \(error.reason)"
        }
    }

    /// A declarative push message, or the options of a notification, or whatever text it is.
    private static func shown(_ plain: [UInt8]) -> (text: String, tag: String?) {
        guard let json = ProviderJSON(plain), json.object != nil else {
            return (String(decoding: plain, as: UTF8.self), nil)
        }
        let notification = json["notification"] ?? json
        let lines = [notification["title"]?.text, notification["body"]?.text, notification["navigate"]?.text]
        return (lines.compactMap(\.self).joined(separator: "\n"), notification["tag"]?.text)
    }
}
