// SPDX-License-Identifier: Apache-2.0

import Announcement
import ArgumentParser
import ChannelKit
import Composition
import HubCore

struct TemplatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "templates",
        abstract: "See and check the templates.",
        subcommands: [List.self, Lint.self]
    )

    struct Folder: ParsableArguments {
        @Option(help: "The templates' folder.")
        var directory = "Templates"

        @OptionGroup var common: CommonOptions
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the templates.")

        @OptionGroup var folder: Folder

        func run() async throws {
            let (library, _) = TemplateLibrary.load(directory: folder.directory)
            guard !folder.common.json else {
                let names = library.templates.map { ["name": $0.name.text, "title": $0.manifest.title] }
                return Terminal.line(String(decoding: try JSONText.encode(names, pretty: true), as: UTF8.self))
            }
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
                guard !folder.common.json else {
                    Terminal.line(String(decoding: try JSONText.encode(finding), as: UTF8.self))
                    continue
                }
                let suggestion = finding.suggestion.map { " (\($0))" } ?? ""
                Terminal.error("\(finding.place ?? ""): \(finding.level.rawValue): \(finding.message)\(suggestion)")
            }
            if !folder.common.json { Terminal.line("\(library.templates.count) templates can be used.") }
            if findings.contains(where: { $0.level >= .error }) { throw ExitCode.failure }
        }
    }
}
