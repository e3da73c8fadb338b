// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing

extension Acceptance {
    /// A configuration with a mistake in it is refused, with the place and the remedy.
    @Suite struct BrokenConfiguration {
        /// One line of a sound configuration replaced, and what must be said about it.
        struct Break: Sendable, CustomTestStringConvertible {
            let testDescription: String
            let line: String
            let replacement: String
            let advice: String

            init(_ name: String, _ line: String, _ replacement: String, _ advice: String) {
                (testDescription, self.line, self.replacement, self.advice) = (name, line, replacement, advice)
            }
        }

        static let breaks = [
            Break("an unknown key", "    rate: { limit: 9 }", "    rtae: { limit: 9 }", "Did you mean “rate”?"),
            Break("an unknown section", "audiences:", "audeinces:", "Did you mean “audiences”?"),
            Break(
                "a word for a number",
                "    concurrency: 8",
                "    concurrency: \"many\"",
                "a whole number from 1 to 1000"
            ),
            Break(
                "a variable that is not set",
                "        secret: \"env:HOOK_SECRET\"",
                "        secret: \"env:NO_SUCH\"",
                "NO_SUCH"
            ),
            Break(
                "a secret in the file",
                "  bootstrap_token: \"env:BELFRY_BOOTSTRAP_TOKEN\"",
                "  bootstrap_token: \"a-secret-in-the-file\"",
                "env:NAME"
            ),
            Break("an unknown plugin", "    plugin: webhook", "    plugin: webhok", "Did you mean “webhook”?"),
            Break(
                "an unknown setting",
                "    settings: { timeout: 9s }",
                "    settings: { timout: 9s }",
                "Did you mean “timeout”?"
            ),
            Break("an unknown channel", "      - channel: hooks", "      - channel: hoks", "Did you mean “hooks”?"),
            Break("a file that is not there", "    file: \"more.csv\"", "    file: \"mroe.csv\"", "mroe.csv"),
            Break(
                "an unknown audience",
                "    audiences: [readers]",
                "    audiences: [raeders]",
                "Did you mean “readers”?"
            ),
            Break("no YAML", "    concurrency: 8", "    concurrency: [8", ""),
            Break(
                "a phase that is none",
                "    cadence: { identified: 30m }",
                "    cadence: { identfied: 30m }",
                "identified"
            ),
        ]

        @Test(arguments: breaks, ["check", "serve"])
        func `a mistake is refused with its line and its remedy`(broken: Break, command: String) async throws {
            try await Stage.play { stage in
                let lines = Self.sound.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                let index = try #require(lines.firstIndex(of: broken.line))
                var changed = lines
                changed[index] = broken.replacement
                let site = try Self.site(stage, changed.joined(separator: "\n"))
                let result = try await stage.belfry(
                    command,
                    "--config",
                    site.configuration,
                    environment: site.environment
                )
                #expect(result.end == .exited(1), "\(result.errorText)")
                // A parser may notice an open bracket only on the line after it.
                let places = (1...2).map { "\(site.configuration):\(index + $0)" }
                #expect(places.contains { result.errorText.contains($0) }, "\(result.errorText)")
                #expect(result.errorText.contains(broken.advice), "\(result.errorText)")
                #expect(result.errorText.contains("what to do: "))
                #expect(!result.errorText.contains("a-secret-in-the-file"))
                #expect(!FileManager.default.fileExists(atPath: site.data))
            }
        }

        @Test func `two mistakes are both reported`() async throws {
            try await Stage.play { stage in
                let text = Self.sound.replacing("plugin: webhook", with: "plugin: webhok")
                    .replacing("severity: [sev1]", with: "severity: [sev0]")
                let site = try Self.site(stage, text)
                for command in ["check", "serve"] {
                    let result = try await stage.belfry(
                        command,
                        "--config",
                        site.configuration,
                        environment: site.environment
                    )
                    #expect(result.end == .exited(1))
                    #expect(result.errorText.contains("“webhok” is not an installed plugin"), "\(result.errorText)")
                    #expect(result.errorText.contains("“sev0” is not a severity"), "\(result.errorText)")
                }
            }
        }

        @Test func `a bad line of a CSV file is named with its number`() async throws {
            try await Stage.play { stage in
                let site = try Self.site(stage, Self.sound)
                try site.write(
                    "channel,to\nhooks,http://127.0.0.1:9/a\nhoks,http://127.0.0.1:9/b\n",
                    to: "Config/more.csv"
                )
                let result = try await stage.belfry(
                    "check",
                    "--config",
                    site.configuration,
                    environment: site.environment
                )
                #expect(result.end == .exited(1))
                #expect(result.errorText.contains("more.csv:3"), "\(result.errorText)")
                #expect(result.errorText.contains("“hoks” is not a configured channel"))
            }
        }

        @Test func `a broken template is named with its file and line`() async throws {
            try await Stage.play { stage in
                let site = try Self.site(stage, Self.sound)
                try site.write(
                    "title: \"Hello\"\nowner: \"someone\"\nphases: [investigating]\n",
                    to: "Templates/hello/template.yaml"
                )
                try site.write(
                    "---\ntitle: Hello\n---\n## what_happened\nHello {{nobody}}.\n",
                    to: "Templates/hello/en.md"
                )
                let result = try await stage.belfry(
                    "check",
                    "--config",
                    site.configuration,
                    environment: site.environment
                )
                #expect(result.end == .exited(1))
                #expect(result.errorText.contains("hello/en.md:5"), "\(result.errorText)")
                #expect(result.errorText.contains("nobody"))
            }
        }

        @Test func `a sound configuration passes`() async throws {
            try await Stage.play { stage in
                let site = try Self.site(stage, Self.sound)
                let result = try await stage.belfry(
                    "check",
                    "--config",
                    site.configuration,
                    environment: site.environment
                )
                #expect(result.end == .exited(0), "\(result.errorText)")
                let elsewhere = try await stage.belfry("check", "--config", "\(stage.folder)/nowhere.yaml")
                #expect(elsewhere.end == .exited(1))
                #expect(elsewhere.errorText.contains("CFG-001"))
            }
        }

        @Test func `a database of a later version is refused and left as it is`() async throws {
            try await Stage.play { stage in
                let site = try Self.site(stage, Self.sound)
                let hub = try await stage.hub(site)
                #expect(try await hub.terminate() == .exited(0))
                let database = "\(site.data)/belfry.db"
                _ = try await stage.database(database, "PRAGMA user_version = 999")
                let before = try #require(FileManager.default.contents(atPath: database))

                let result = try await stage.belfry(
                    "serve",
                    "--config",
                    site.configuration,
                    environment: site.environment
                )
                #expect(result.end == .exited(1))
                #expect(result.errorText.contains("STO-003"), "\(result.errorText)")
                #expect(result.errorText.contains("999"))
                #expect(result.errorText.contains("what to do: "))
                #expect(FileManager.default.contents(atPath: database) == before)
            }
        }

        private static func site(_ stage: Stage, _ text: String) throws -> HubSite {
            let port = try FreePort.find()
            let site = try HubSite(
                in: stage.folder,
                port: port,
                configuration: text.replacing("{port}", with: "\(port)")
            )
            try site.write("channel,to\nhooks,http://127.0.0.1:9/more\n", to: "Config/more.csv")
            try FileManager.default.createDirectory(
                atPath: "\(stage.folder)/Templates",
                withIntermediateDirectories: true
            )
            return site
        }

        private static let sound = """
            hub:
              listen: "127.0.0.1:{port}"
            channels:
              - name: hooks
                plugin: webhook
                settings: { timeout: 9s }
                rate: { limit: 9 }
                concurrency: 8
            audiences:
              - name: readers
                file: "more.csv"
                destinations:
                  - channel: hooks
                    to: "http://127.0.0.1:9/hook"
                    secret: "env:HOOK_SECRET"
            playbooks:
              - name: everything
                when: { severity: [sev1] }
                audiences: [readers]
                cadence: { identified: 30m }
            access:
              bootstrap_token: "env:BELFRY_BOOTSTRAP_TOKEN"
            """
    }
}
