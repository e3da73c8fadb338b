// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct TemplateTests {
    @Test func `every template is there in English and German`() throws {
        let folders = try Repository.folders(in: "Templates")
        #expect(TemplateRules.violations(folders: folders, exists: Repository.exists) == [])
    }

    @Test func `a text that is missing is reported, layouts are not looked at`() {
        let found = TemplateRules.violations(folders: ["layouts", "outage"]) { $0 != "Templates/outage/de.md" }
        #expect(found == ["Templates/outage: de.md is missing"])
    }

    @Test func `a folder without templates is reported`() {
        #expect(TemplateRules.violations(folders: []) { _ in true } == ["Templates: there is no template"])
    }
}
