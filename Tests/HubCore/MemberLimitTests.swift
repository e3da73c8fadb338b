// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import DeliveryEngine
import HubCore
import Testing

/// What a list says of a member has an end: what just fits is taken, and one more is set aside.
struct MemberLimitTests {
    private static func strings(_ count: Int) -> String { (0..<count).map { "\"t\($0)\"" }.joined(separator: ",") }

    private static func text(_ count: Int) -> String { String(repeating: "x", count: count) }

    private static func values(_ count: Int) -> String {
        (0..<count).map { "\"v\($0)\":\"x\"" }.joined(separator: ",")
    }

    private static func others(_ count: Int) -> String {
        (0..<count).map { #"{"channel":"hooks","to":"http://h.example/\#($0)"}"# }.joined(separator: ",")
    }

    private func kind(_ line: String) throws -> SetAside.Kind? {
        var reader = MemberListReader(.ndjson, addresses: ChannelAddresses(try .stubs))
        let entries = try reader.read(Array(line.utf8)) + reader.finish()
        try #require(entries.count == 1)
        guard case .setAside(let setAside) = entries[0] else { return nil }
        return setAside.kind
    }

    @Test(
        arguments: [
            ("\"tags\":[\(strings(50))]", "\"tags\":[\(strings(51))]", .valueInvalid),
            ("\"tags\":[\"\(text(64))\"]", "\"tags\":[\"\(text(65))\"]", .valueInvalid),
            ("\"person\":\"\(text(256))\"", "\"person\":\"\(text(257))\"", .valueInvalid),
            ("\"reader.v\":\"\(text(1_024))\"", "\"reader.v\":\"\(text(1_025))\"", .valueInvalid),
            ("\"reader\":{\(values(50))}", "\"reader\":{\(values(51))}", .valueInvalid),
            ("\"else\":[\(others(8))]", "\"else\":[\(others(9))]", .valueInvalid),
            // The same letters on another channel are another address, which has no person of its own.
            (
                #""else":[{"channel":"hooks","to":"a@example.com"}]"#,
                #""else":[{"channel":"hooks","to":"b@example.com","person":"p"}]"#, .keyUnknown
            ),
        ] as [(String, String, SetAside.Kind)]
    )
    func `what fits is taken and one more is not`(fitting: String, excessive: String, kind: SetAside.Kind) throws {
        let start = #"{"channel":"mail","to":"a@example.com","#
        #expect(try self.kind("\(start)\(fitting)}") == nil)
        #expect(try self.kind("\(start)\(excessive)}") == kind)
    }

    @Test func `an address has two thousand and some bytes`() throws {
        #expect(try kind(#"{"channel":"hooks","to":"\#(Self.text(2_048))"}"#) == nil)
        #expect(try kind(#"{"channel":"hooks","to":"\#(Self.text(2_049))"}"#) == .addressInvalid)
    }

    @Test func `the addresses behind a declared one are kept in one spelling too`() {
        var ada = Destination(channel: .sample("mail"), address: "ADA@Example.com")
        ada.fallbacks = [Destination(channel: .sample("mail-backup"), address: "Ada@Example.COM")]
        let kept = try? ChannelDirectory.stubs.canonical(ada)
        #expect(kept?.address == "ada@example.com")
        #expect(kept?.fallbacks.map(\.address) == ["ada@example.com"])
    }
}
