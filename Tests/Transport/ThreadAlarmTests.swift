// SPDX-License-Identifier: Apache-2.0

import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct ThreadAlarmTests {
    @Test func `every ring is for one wait, though nobody waits yet`() {
        let alarm = ThreadAlarm()
        #expect(!alarm.wait(1_000_000))
        alarm.ring()
        alarm.ring()
        #expect(alarm.wait())
        #expect(alarm.wait(1_000_000))
        #expect(!alarm.wait(1_000_000))
    }

    @Test func `a wait may go beyond a second's end`() { #expect(!ThreadAlarm().wait(1_000_000_001)) }
}
