// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct DocumentTests {
    /// The documents at the root that are there, and every plugin's.
    private static func documents() throws -> [String] {
        let root = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].filter(Repository.exists)
        return root + (try Repository.files(in: "Plugins", suffix: ".md"))
    }

    @Test func `every link in the documents leads to a file`() throws {
        let documents = try Self.documents()
        #expect(documents.contains("CONTRIBUTING.md"))
        for path in documents {
            let text = try Repository.text(path)
            #expect(DocumentRules.deadLinks(in: text, at: path, exists: Repository.exists) == [])
        }
    }

    @Test func `every make target that the documents name exists`() throws {
        let makefile = try Repository.text("Makefile")
        for path in try Self.documents() {
            #expect(DocumentRules.unknownTargets(in: try Repository.text(path), at: path, makefile: makefile) == [])
        }
    }

    @Test(arguments: [
        ("See [it](a.md).", ["P/README.md: a.md leads nowhere"]),
        ("![it](../b.png \"title\")", ["P/README.md: ../b.png leads nowhere"]),
        ("[`code`](a.md#part)", ["P/README.md: a.md#part leads nowhere"]),
        ("[it]\n\n[it]: a.md", ["P/README.md: a.md leads nowhere"]),
        ("[it](../../a.md)", ["P/README.md: ../../a.md leads out of the repository"]),
        ("[it](here.md) [web](https://example.com/a.md) [part](#part) [mail](mailto:a@example.com)", []),
        ("`[it](a.md)`\n\n```\n[it](a.md)\n```", []),
    ])
    func `links are followed from the document's folder`(text: String, expected: [String]) {
        let found = DocumentRules.deadLinks(in: text, at: "P/README.md") { $0 == "P/here.md" }
        #expect(found == expected)
    }

    @Test(arguments: [
        ("Run `make test`.", []), ("Run `make tset`.", ["A.md: there is no “make tset”"]),
        ("```sh\nDEMO_ONCE=1 make dmo\n```", ["A.md: there is no “make dmo”"]), ("Just make sense, and make test.", []),
    ])
    func `targets are looked up in the makefile`(text: String, expected: [String]) {
        let makefile = "VARIABLE := 1\ntest: deps ## Test\n\t@swift test\n"
        #expect(DocumentRules.unknownTargets(in: text, at: "A.md", makefile: makefile) == expected)
    }
}
