// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct ManifestTests {
    @Test func `targets are read with what they depend on`() throws {
        let manifest = try Manifest(
            """
            let yams = Target.Dependency.product(name: "Yams", package: "Yams")
            func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target { .target(name: name) }
            func plugin(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
                .target(name: name, dependencies: ["Plain", "Core"] + dependencies)
            }
            let modules: [Target] = [
                module("Plain"),  // module("Ghost")
                module("Files", resources: [.embedInCode("a.txt")]),
                module("Core", ["Plain", yams], resources: [.embedInCode("a.txt")]),
                .systemLibrary(name: "CThing", pkgConfig: "thing", providers: [.apt(["libthing-dev"])]),
                .executableTarget(name: "tool", dependencies: ["Core", yams], swiftSettings: settings),
            ]
            let plugins = [plugin("Mail"), plugin("Hook", [yams])]
            let all = [tests("Core", ["Core"])]
            """
        )
        #expect(
            manifest.modules == [
                Manifest.Target(name: "Plain", own: [], libraries: []),
                Manifest.Target(name: "Files", own: [], libraries: []),
                Manifest.Target(name: "Core", own: ["Plain"], libraries: ["Yams"]),
            ]
        )
        #expect(manifest.systemLibraries.map(\.name) == ["CThing"])
        #expect(manifest.programs == [Manifest.Target(name: "tool", own: ["Core"], libraries: ["Yams"])])
        #expect(
            manifest.plugins == [
                Manifest.Target(name: "Mail", own: ["Plain", "Core"], libraries: []),
                Manifest.Target(name: "Hook", own: ["Plain", "Core"], libraries: ["Yams"]),
            ]
        )
        #expect(manifest.tests == [Manifest.Target(name: "Core", own: ["Core"], libraries: [])])
    }

    @Test func `a dependency that is neither a name nor a known product is refused`() {
        #expect(throws: Manifest.Failure.self) { try Manifest(#"module("Core", [unheardOf])"#) }
    }
}
