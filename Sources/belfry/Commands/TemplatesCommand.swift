// SPDX-License-Identifier: Apache-2.0

import Announcement
import ArgumentParser
import ChannelKit
import Composition

struct TemplatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "templates",
        abstract: "See and check the templates.",
        subcommands: [List.self, Lint.self]
    )

    struct Folder: ParsableArguments {
        @Option(help: "The templates' folder.")
        var directory = "Templates"
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the templates.")

        @OptionGroup var folder: Folder

        func run() async throws {
            let (library, _) = TemplateLibrary.load(directory: folder.directory)
            var table = Table("NAME", "LOCALES", "PHASES", "TITLE")
            for template in library.templates {
                table.add(
                    template.name.text,
                    template.locales.map(\.text).joined(separator: ","),
                    template.manifest.phases.map(\.rawValue).joined(separator: ","),
                    template.manifest.title
                )
            }
            table.print()
        }
    }

    struct Lint: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check every template: exit status 1 if one cannot be used."
        )

        @OptionGroup var folder: Folder

        func run() async throws {
            let (library, findings) = TemplateLibrary.load(directory: folder.directory)
            for finding in findings {
                let suggestion = finding.suggestion.map { " (\($0))" } ?? ""
                Terminal.error("\(finding.place ?? ""): \(finding.level.rawValue): \(finding.message)\(suggestion)")
            }
            Terminal.line("\(library.templates.count) templates can be used.")
            if findings.contains(where: { $0.level >= .error }) { throw ExitCode.failure }
        }
    }
}
