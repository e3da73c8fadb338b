// SPDX-License-Identifier: Apache-2.0

import Announcement
import FoundationEssentials
import Simulator
import Testing

@Suite("Who a stand-in is in TLS")
struct TLSIdentityTests {
    @Test func `a file that is missing or holds something else is named`() async throws {
        try await withFolder { folder in
            let file = folder + "/empty.pem"
            try Data("nothing".utf8).write(to: URL(filePath: file))
            for path in [folder + "/nowhere.pem", file] {
                let fault = #expect(throws: Fault.self) { try TLSIdentity(certificateFile: path, keyFile: path) }
                #expect(fault?.code == .configurationInvalid)
                #expect(fault?.context["where"] == path)
            }
        }
    }

    @Test func `STARTTLS is neither offered nor taken without a certificate`() async throws {
        try await withSink(MailSink()) { sink in
            let client = try RawClient(port: sink.port)
            _ = try client.reply()
            #expect(try !client.say("EHLO client.example").contains("STARTTLS"))
            #expect(try client.say("STARTTLS").hasPrefix("502 "))
            #expect(sink.securePort == nil)
        }
    }
}
