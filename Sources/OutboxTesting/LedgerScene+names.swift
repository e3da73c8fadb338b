// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import Outbox

/// Who is written to, when, and what goes wrong.
extension LedgerScene {
    package static func time(_ milliseconds: Int64) -> Timestamp {
        Timestamp(milliseconds: 1_795_300_000_000 + milliseconds)
    }

    package static let ada = destination("ada@example.com")
    package static let bo = destination("bo@example.com")
    package static let hook = destination("hook@example.net", on: "hooks")
    /// Where ``reachable`` can be reached too.
    package static let pager = destination("ada@pager.example", on: "pager")
    package static let phone = destination("ada@phone.example", on: "phone")
    /// A reader with two other addresses.
    package static let reachable = destination("ada@example.org", else: [pager, phone])
    /// Another reader who shares the first of them.
    package static let colleague = destination("cy@example.org", else: [pager])

    package static func destination(
        _ address: String,
        on channel: String = "mail",
        else fallbacks: [Destination] = []
    ) -> Destination {
        // The names are constants of the suite, so the fallback is never taken.
        Destination(channel: ChannelName(channel) ?? LedgerScene.mail, address: address, fallbacks: fallbacks)
    }

    /// So many readers at one host.
    package static func crowd(_ count: Int, at host: String = "example.com") -> [Destination] {
        (0..<count).map { destination("reader-\($0)@\(host)") }
    }

    package static let mail: ChannelName = {
        guard let name = ChannelName("mail") else { preconditionFailure("“mail” is a name") }
        return name
    }()

    package static let refused = Fault(.connectionRefused, "The server refused the connection.")
    package static let gone = Fault(.targetGone, "The address is gone.")
    package static let untold = Fault(.outcomeUnknown, "The connection broke after the last byte.")
    package static let onHold = Fault(.destinationHeld, "Someone held the destination.")
}
