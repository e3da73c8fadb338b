// SPDX-License-Identifier: Apache-2.0

import Announcement
import Glibc
import Testing
import Transport

@Suite struct CurlFaultsTests {
    @Test(
        arguments: [
            (3, .addressInvalid), (1, .addressInvalid), (5, .proxyFailed), (97, .proxyFailed), (6, .hostUnknown),
            (7, .connectionRefused), (28, .timedOut), (35, .tlsFailed), (58, .tlsFailed), (51, .tlsUntrusted),
            (60, .tlsUntrusted), (77, .tlsUntrusted), (83, .tlsUntrusted), (90, .tlsUntrusted), (91, .tlsUntrusted),
            (64, .encryptionUnavailable), (67, .authenticationRejected), (27, .resourcesExhausted),
            (2, .resourcesExhausted), (45, .resourcesExhausted), (42, .cancelled), (52, .connectionLost),
            (55, .connectionLost), (56, .connectionLost), (92, .connectionLost), (8, .protocolViolation),
            (16, .protocolViolation), (47, .redirected), (43, .internalError),
        ] as [(UInt32, FaultCode)]
    )
    func `a failure before the request left says what failed`(code: UInt32, expected: FaultCode) {
        #expect(CurlFaults.code(code, wasSentInFull: false) == expected)
    }

    @Test(arguments: [6, 7, 16, 28, 35, 42, 52, 55, 56, 60, 92] as [UInt32])
    func `a failure after the request left is an unknown outcome`(code: UInt32) {
        #expect(CurlFaults.code(code, wasSentInFull: true) == .outcomeUnknown)
    }

    @Test(arguments: [1, 8] as [UInt32])
    func `an answer that is not HTTP is a violation of the protocol`(code: UInt32) {
        #expect(CurlFaults.code(code, wasSentInFull: true) == .protocolViolation)
    }

    @Test(
        arguments: [
            (ECONNREFUSED, .connectionRefused), (EHOSTUNREACH, .connectionRefused), (0, .connectionRefused),
            (EMFILE, .resourcesExhausted), (ENFILE, .resourcesExhausted), (ENOBUFS, .resourcesExhausted),
            (EADDRNOTAVAIL, .resourcesExhausted),
        ] as [(Int32, FaultCode)]
    )
    func `a connection that failed for want of sockets is our own outage`(osError: Int32, expected: FaultCode) {
        #expect(CurlFaults.code(7, wasSentInFull: false, osError: osError) == expected)
    }
}
