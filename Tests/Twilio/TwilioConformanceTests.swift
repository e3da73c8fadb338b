// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing
import Twilio

@Suite struct TwilioConformanceTests {
    @Test func `the channel keeps the adapter contract`() async {
        let conformance = ChannelConformance<TwilioChannel>(
            settings: TwilioFixture.settings(),
            addresses: ["+4915112345678"],
            hostileAddresses: [
                "", "4915112345678", "+49 151 12345678", "+0123456789", "+1234567890123456", "+49151\r\nX: y",
                "+٤٩١٥١١٢٣٤٥",
            ],
            canarySecrets: [TwilioFixture.token],
            refusedSettings: [
                TwilioFixture.settings { $0.account = "AC1" },
                TwilioFixture.settings { $0.account = "AC/../../x0123456789abcdef01234567" },
                TwilioFixture.settings { $0.apiKey = TwilioFixture.account },
                TwilioFixture.settings { $0.token = Secret("short") },
                TwilioFixture.settings { $0.from = nil },
                TwilioFixture.settings { $0.from = "A name too long" },
                TwilioFixture.settings { $0.messagingService = "MG0123456789abcdef0123456789abcdef" },
                TwilioFixture.settings { $0.maxSegments = 11 },
                TwilioFixture.settings { $0.validity = .zero },
                TwilioFixture.settings { $0.server = "ftp://api.twilio.com" },
                TwilioFixture.settings { $0.timeout = .seconds(31) },
            ],
            acceptance: HTTPResponse(status: 201, body: Array("{\"sid\":\"SM1\",\"status\":\"queued\"}".utf8))
        )
        for violation in await conformance.violations() { Issue.record("\(violation)") }
    }
}
