// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Testing

@Suite struct SettingFaultTests {
    private struct Settings: ChannelSettings {
        func validate() throws(Fault) {}
    }

    @Test(arguments: [
        (Duration.seconds(1), true), (.seconds(30), true), (.milliseconds(999), false), (.milliseconds(30_001), false),
    ])
    func `a timeout lies between a second and the longest`(_ timeout: Duration, _ isGood: Bool) {
        do throws(Fault) {
            try Settings().check(timeout: timeout, longest: .seconds(30))
            #expect(isGood)
        } catch {
            #expect(!isGood)
            #expect(error == .invalidSetting("timeout", "The timeout is not between 1s and 30s."))
            #expect(error.code == .configurationInvalid && error.context == ["where": "timeout"])
        }
    }

    @Test func `a chain that broke is held for a person and says how far it came`() {
        let cause = Fault(.rateLimited, "Too many requests.", context: ["http_status": "429"])
        let fault = Fault.brokenChain(after: 2, of: 5, by: cause)
        #expect(fault.code == .outcomeUnknown)
        #expect(
            fault.context == ["http_status": "429", "posts_accepted": "2", "cause": FaultCode.rateLimited.rawValue]
        )
        #expect(fault.message.hasPrefix("2 of 5 posts are there"))
    }

    @Test func `JSON is written with its keys in order and its slashes as they are`() throws {
        let text = try ProviderJSON.written(["b": "https://a.example/", "a": "ä"])
        #expect(text == #"{"a":"ä","b":"https://a.example/"}"#)
        let fault = #expect(throws: Fault.self) { try ProviderJSON.written([Double.nan]) }
        #expect(fault?.code == .internalError)
    }
}
