// SPDX-License-Identifier: Apache-2.0

import Announcement
import Testing

@Suite struct FaultTests {
    @Test func `a fault has the shape that is documented`() throws {
        var fault = Fault(
            .rateLimited,
            "The target asks to slow down.",
            retryAfter: .milliseconds(1_500),
            suggestedAction: "Wait.",
            context: ["http_status": "429"]
        )
        fault.traceID = "4bf92f3577b34da6a3ce929d0e0e4736"
        fault.at = Timestamp(milliseconds: 1_795_269_900_000)
        #expect(
            try JSON.text(fault)
                == #"{"at":"2026-11-21T14:05:00.000Z","cause":"timeliness","code":"DLV-429","context":{"http_status":"429"},"#
                + #""error_type":"rate_limited","kb_url":"/kb/DLV-429","message":"The target asks to slow down.","retry_after":1.5,"#
                + #""scope":"channel","suggested_action":"Wait.","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","transient":true}"#
        )
        #expect(try JSON.read(Fault.self, JSON.text(fault)) == fault)
    }

    @Test(arguments: FaultCode.allCases)
    func `every fault comes back from JSON`(_ code: FaultCode) throws {
        let fault = Fault(code, "It went wrong.", retryAfter: .seconds(3), context: ["where": "/title"])
        let text = try JSON.text(fault)
        #expect(try JSON.read(Fault.self, text) == fault)
        #expect(text.contains("\"transient\":\(code.faultClass.isTransient)"))
        #expect(text.contains("\"kb_url\":\"/kb/\(code.rawValue)\""))
    }

    @Test func `what follows from the code cannot be contradicted`() throws {
        let text =
            #"{"code":"DLV-410","message":"Gone.","transient":true,"error_type":"x","scope":"hub","cause":"data"}"#
        let fault = try JSON.read(Fault.self, text)
        #expect(
            !fault.isTransient && fault.errorType == "target_gone" && fault.scope == .target && fault.cause == .external
        )
    }

    @Test func `a code of a newer release is an internal error`() throws {
        #expect(try JSON.read(Fault.self, #"{"code":"NEW-001","message":"?"}"#).code == .internalError)
    }

    @Test func `codes are unique and of one form`() {
        let codes = FaultCode.allCases.map(\.rawValue)
        #expect(Set(codes).count == codes.count)
        for code in codes {
            let parts = code.split(separator: "-")
            #expect(parts.count == 2 && parts[0].utf8.count == 3 && parts[1].utf8.count == 3, "\(code)")
            #expect(parts[0].utf8.allSatisfy { (0x41...0x5A).contains($0) }, "\(code)")
            #expect(parts[1].utf8.allSatisfy { (0x30...0x39).contains($0) }, "\(code)")
        }
    }

    @Test(arguments: FaultCode.allCases)
    func `an error type is one word in snake case`(_ code: FaultCode) {
        #expect(!code.errorType.isEmpty)
        #expect(code.errorType.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_") })
    }

    @Test(arguments: [
        (FaultClass.transient, true), (.rateLimited, true), (.unknown, true), (.local, true),
        (.permanentDestination, false),
        (.permanentMessage, false), (.configuration, false), (.request, false),
    ])
    func `a class says whether trying again can help`(_ faultClass: FaultClass, _ isTransient: Bool) {
        #expect(faultClass.isTransient == isTransient)
    }

    @Test func `texts are bounded`() {
        let long = String(repeating: "é", count: 2_000)
        let fault = Fault(.internalError, long, context: ["a": long]).with("b", long)
        #expect(fault.message.count == 500 && fault.context["a"]?.count == 500 && fault.context["b"]?.count == 500)
    }

    @Test func `a fault reads as one line`() {
        #expect("\(Fault(.targetGone, "The target is gone."))" == "DLV-410 target_gone: The target is gone.")
    }
}
