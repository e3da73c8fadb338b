// SPDX-License-Identifier: Apache-2.0

import Announcement
import DeliveryEngine
import Testing

/// When what waits too long is looked for: nothing that comes during a look is forgotten.
struct SweepAlarmTests {
    private static func time(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1_000) }

    @Test func `the next look is when the first may have waited too long`() {
        var alarm = SweepAlarm()
        #expect(alarm.at == nil && !alarm.look.isDue(at: Self.time(9)))
        let isSooner = [30, 40, 30, 20].map { alarm.expect(by: Self.time($0)) }
        #expect(isSooner == [true, false, false, true])
        #expect(alarm.at == Self.time(20))
        #expect(alarm.look.isDue(at: Self.time(20)) && !alarm.look.isDue(at: Self.time(19)))
    }

    @Test(arguments: [nil, 25, 90])
    func `a look says when the next is due`(next: Int64?) {
        var alarm = SweepAlarm()
        alarm.expect(by: Self.time(20))
        alarm.ended(alarm.look, next: next.map(Self.time))
        #expect(alarm.at == next.map(Self.time))
    }

    @Test(arguments: [(nil, 20), (Int64(5), 5), (90, 20)] as [(Int64?, Int64)])
    func `what comes during a look is looked for, though the look has not seen it`(next: Int64?, at: Int64) {
        var alarm = SweepAlarm()
        alarm.expect(by: Self.time(20))
        let look = alarm.look
        // As soon as what was expected before, and so no reason to wake anybody.
        let isSooner = alarm.expect(by: Self.time(20))
        #expect(!isSooner)
        alarm.ended(look, next: next.map(Self.time))
        #expect(alarm.at == Self.time(at))
    }
}
