// SPDX-License-Identifier: Apache-2.0

import Announcement
import Testing

@Suite struct CatalogueTests {
    @Test func `every fault code is explained once, with its own type`() throws {
        let found = try CatalogueRules.violations(inCatalogue: Repository.text("Config/faults.yaml"))
        #expect(found == [])
    }

    @Test func `the catalogue that is built in is the one in Config`() throws {
        #expect(try Repository.text("Sources/HubCore/Resources/faults.yaml") == Repository.text("Config/faults.yaml"))
    }

    private static let good = """
        faults:
          - code: DLV-001
            type: timeout
            title: No answer in time
            meaning: It took too long. It is tried again.
            action: Look at the host.
        """

    @Test func `a good entry is not reported`() throws {
        #expect(try CatalogueRules.violations(inCatalogue: Self.good, codes: [.timedOut]) == [])
    }

    @Test func `a code without an entry is reported`() throws {
        let found = try CatalogueRules.violations(inCatalogue: Self.good, codes: [.timedOut, .greylisted])
        #expect(found == ["DLV-008 is not explained"])
    }

    @Test func `an entry that comes twice is reported`() throws {
        let twice = Self.good + Self.good.dropFirst("faults:".count)
        let found = try CatalogueRules.violations(inCatalogue: twice, codes: [.timedOut])
        #expect(found == ["DLV-001 is explained 2 times"])
    }

    @Test(arguments: [
        ("code: DLV-001", "code: DLV-999"),
        ("type: timeout", "type: timed_out"),
        ("title: No answer in time", "title: No answer in time."),
        ("    title: No answer in time\n", ""),
        ("It took too long. It is tried again.", "It took too long."),
        ("It took too long. It is tried again.", "It took too long. It is tried again"),
        ("action: Look at the host.", "action: ''"),
        ("action:", "advice: none\n    action:"),
    ])
    func `a flaw in an entry is reported`(part: String, flaw: String) throws {
        #expect(Self.good.contains(part))
        let text = Self.good.replacing(part, with: flaw)
        #expect(try !CatalogueRules.violations(inCatalogue: text, codes: [.timedOut]).isEmpty)
    }
}
