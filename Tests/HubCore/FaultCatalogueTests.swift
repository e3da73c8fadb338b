// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Testing

struct FaultCatalogueTests {
    @Test(arguments: FaultCode.allCases) func `every code is explained under its own type`(code: FaultCode) throws {
        let entry = try #require(FaultCatalogue.shipped[code.rawValue], "\(code.rawValue) is missing")
        #expect(entry.type == code.errorType)
        for text in [entry.title, entry.meaning, entry.action] {
            #expect(text.contains { !$0.isWhitespace })
        }
        #expect(!entry.title.contains("\n"))
    }

    @Test func `no entry is without a code`() {
        let codes = Set(FaultCode.allCases.map(\.rawValue))
        #expect(FaultCatalogue.shipped.all.map(\.code).filter { !codes.contains($0) }.isEmpty)
        #expect(FaultCatalogue.shipped.all.map(\.code) == codes.sorted())
    }

    @Test func `advice is given where a fault brings none, and only there`() {
        let bare = FaultCatalogue.shipped.advised(Fault(.timedOut, "Too slow."))
        #expect(bare.suggestedAction == FaultCatalogue.shipped["DLV-001"]?.action)
        #expect(bare.suggestedAction != nil)
        let own = Fault(.timedOut, "Too slow.", suggestedAction: "Wait.")
        #expect(FaultCatalogue.shipped.advised(own) == own)
        #expect(FaultCatalogue.shipped["XXX-000"] == nil)
    }
}
