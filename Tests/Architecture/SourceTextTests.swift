// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct SourceTextTests {
    @Test(arguments: [
        ("a // b", "a     "),
        ("a /* b /* c */ d */ e", "a                   e"),
        (#"let a = "b" + c"#, "let a =     + c"),
        (#"f("a\"b", c)"#, "f(      , c)"),
        (#"f("a\(g(1))b")"#, "f(    g(1))  )"),
        (##"f(#"a"b\(c)"#, d)"##, "f(           , d)"),
        ("f(\"\"\"\n  a \"b\" c\n  \"\"\")", "f(   \n         \n     )"),
        ("\"open\nnext", "     \nnext"),
        ("func `try! it`() {}", "func          () {}"),
        ("a(\"//\") // \"", "a(    )     "),
        ("#if DEBUG", "#if DEBUG"),
    ])
    func `comments and strings become spaces, code stays`(text: String, code: String) {
        #expect(SourceText.code(of: text) == code)
    }

    @Test func `strings stay where only comments are taken out`() {
        #expect(SourceText.withoutComments(#"name("// a") // b"#) == #"name("// a")     "#)
    }

    @Test func `imports are read with every attribute, level and kind`() {
        let source = SwiftSource(
            path: "Sources/A/B.swift",
            text: """
                import One
                package import Two
                @preconcurrency public import Three
                import struct Four.Thing
                // import Five
                let important = "import Six"
                #if canImport(Seven)
                    import Seven
                #endif
                """
        )
        #expect(source.imports.map(\.module) == ["One", "Two", "Three", "Four", "Seven"])
        #expect(source.imports.map(\.line) == [1, 2, 3, 4, 8])
        #expect(source.module == "A")
    }

    @Test func `declared types are read, uses of them are not`() {
        let source = SwiftSource(
            path: "Sources/A/B.swift",
            text: """
                public final class One: Two {
                    enum Three { case four }
                    class func make() -> Five { Five() }
                    typealias Six = Seven
                }
                extension Eight {}
                """
        )
        #expect(source.declaredTypes.map(\.name) == ["One", "Three", "Six"])
    }
}
