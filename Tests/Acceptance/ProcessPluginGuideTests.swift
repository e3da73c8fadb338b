// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension Acceptance {
    /// “Write an adapter in ten minutes”, followed to the letter.
    @Suite struct ProcessPluginGuide {
        /// What a reader does: writes a file, or runs a command.
        private enum Step: Hashable {
            case write(path: String, text: String)
            case run(String)
        }

        /// The steps of the part for any language: a block after a line that is only a path and a colon is that file's
        /// content, a block of `sh` is commands.
        private static func steps() throws -> [Step] {
            let page = try String(
                contentsOfFile: "\(PackageRoot.path)/Plugins/Examples/WRITE-AN-ADAPTER.md",
                encoding: .utf8
            )
            let part = try #require(page.firstRange(of: "## In any language"))
            let end = try #require(page.firstRange(of: "## In Swift"))
            var steps: [Step] = []
            var path: String?
            var block: (language: String, lines: [String])?
            for line in page[part.upperBound..<end.lowerBound].split(separator: "\n", omittingEmptySubsequences: false)
            {
                if let open = block {
                    guard line == "```" else {
                        block?.lines.append(String(line))
                        continue
                    }
                    if open.language == "sh" {
                        steps += open.lines.map { .run($0) }
                    } else if let name = path {
                        steps.append(.write(path: name, text: open.lines.joined(separator: "\n") + "\n"))
                    }
                    (block, path) = (nil, nil)
                } else if line.hasPrefix("```") {
                    block = (String(line.dropFirst(3)), [])
                } else if line.hasPrefix("`"), line.hasSuffix("`:") {
                    path = String(line.dropFirst().dropLast(2))
                }
            }
            return steps
        }

        @Test func `the part for any language works as it stands`() async throws {
            let steps = try Self.steps()
            let runs = steps.count { if case .run = $0 { true } else { false } }
            #expect(steps.count == 6 && runs == 3)
            try await Stage.play { stage in
                for step in steps {
                    switch step {
                    case .write(let path, let text):
                        let file = "\(stage.folder)/\(path)"
                        let folder = file.split(separator: "/").dropLast().joined(separator: "/")
                        try FileManager.default.createDirectory(
                            atPath: "/\(folder)",
                            withIntermediateDirectories: true
                        )
                        try text.write(toFile: file, atomically: true, encoding: .utf8)
                    case .run(let command):
                        let program = try PackageRoot.program()
                        let folder = program.prefix(upTo: program.lastIndex(of: "/") ?? program.endIndex)
                        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
                        let child = try stage.spawn(
                            "/bin/sh",
                            ["-c", command],
                            environment: ["PATH": "\(folder):\(path)"]
                        )
                        let end = try await child.waitForEnd(within: .seconds(60))
                        let said = (child.output.value + child.errors.value).joined(separator: "\n")
                        #expect(end == .exited(0), "\(command):\n\(said)")
                        if command.contains("--plugin") {
                            #expect(child.output.value.count > 10)
                            #expect(child.output.value.allSatisfy { $0.hasPrefix("ok") })
                        }
                    }
                }
            }
        }
    }
}
