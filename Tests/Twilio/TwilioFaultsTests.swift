// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Testing
import Twilio

@Suite struct TwilioFaultsTests {
    private let now = Timestamp(milliseconds: 1_795_269_900_000)

    @Test(arguments: [
        (429, 20429, FaultCode.rateLimited), (401, 20003, .authenticationRejected), (400, 21211, .recipientRejected),
        (400, 21614, .recipientRejected), (400, 21217, .recipientRejected), (400, 21610, .recipientRejected),
        (400, 21635, .recipientRejected), (400, 21601, .senderRejected), (400, 21266, .senderRejected),
        (400, 14107, .rateLimited), (400, 63038, .rateLimited),
        (400, 21408, .senderRejected), (400, 21606, .senderRejected), (400, 21659, .senderRejected),
        (400, 21660, .senderRejected), (400, 21620, .senderRejected), (400, 21602, .contentRejected),
        (400, 21617, .payloadTooLarge), (400, 21658, .payloadTooLarge), (400, 21611, .rateLimited),
        (400, 29999, .contentRejected), (500, 20500, .providerUnavailable), (503, 20503, .providerUnavailable),
    ])
    func `every refusal by its number is one fault`(_ status: Int, _ number: Int, _ code: FaultCode) {
        let body = "{\"code\":\(number),\"message\":\"canary\",\"more_info\":\"canary\",\"status\":\(status)}"
        let fault = TwilioFaults.fault(for: HTTPResponse(status: status, body: Array(body.utf8)), now: now)
        #expect(fault?.code == code)
        #expect(fault?.context == ["http_status": "\(status)", "provider_code": "\(number)"])
        #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
    }

    @Test(arguments: [
        (30001, FaultCode.rateLimited), (30003, .providerUnavailable), (30004, .recipientRejected),
        (30005, .recipientRejected), (30006, .recipientRejected), (30007, .contentRejected),
        (30008, .providerUnavailable), (30017, .providerUnavailable), (30022, .rateLimited),
        (30034, .senderRejected),
    ])
    func `what becomes of a message later has the same kind of fault`(_ number: Int, _ code: FaultCode) {
        #expect(TwilioFaults.code(number) == code)
    }

    @Test(arguments: [(21611, 600), (14107, 60), (63038, 3_600)])
    func `a limit that names no time is waited for`(_ number: Int, _ seconds: Int) {
        let response = HTTPResponse(status: 400, body: Array("{\"code\":\(number)}".utf8))
        #expect(TwilioFaults.fault(for: response, now: now)?.retryAfter == .seconds(seconds))
    }
}
