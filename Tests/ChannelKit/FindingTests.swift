// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing

@Suite struct FindingTests {
    @Test(arguments: [
        (FaultCode.providerUnavailable, Finding.Level.warning), (.rateLimited, .warning),
        (.authenticationRejected, .error), (.configurationInvalid, .error),
    ])
    func `a failed check is a warning where it may pass by itself`(_ code: FaultCode, _ level: Finding.Level) {
        let fault = Fault(code, "It failed.", suggestedAction: "Look at it.")
        let finding = Finding(fault, place: "token", channel: .sample("chat"))
        #expect(
            finding
                == Finding(
                    code.rawValue,
                    level,
                    "It failed.",
                    place: "token",
                    suggestion: "Look at it.",
                    channel: .sample("chat")
                )
        )
    }
}
