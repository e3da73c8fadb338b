// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

extension TemplateLibrary {
    /// Files larger than this are not read.
    package static let largestFile = 256 * 1_024

    /// Reads a folder of templates from disk, once.
    ///
    /// Every folder in it is a template, but for `layouts` and those whose name starts with a dot. Nothing is thrown:
    /// what cannot be read or used is among the findings, each with its place as `template/file:line`.
    ///
    /// The other locales are measured against `defaultLocale`. `plugins` are the kinds of channel that there are, to find
    /// overrides for none; nil where nobody knows.
    package static func load(
        directory: String,
        defaultLocale: LocaleTag = .english,
        plugins: Set<String>? = nil
    ) -> (library: TemplateLibrary, findings: [Finding]) {
        var findings: [Finding] = []
        guard let folders = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            findings.append(TemplateRule.unreadable.finding("The templates' folder cannot be read.", file: directory))
            return (TemplateLibrary(), findings)
        }
        var files: [String: String] = [:]
        var unreadable: [String: [Finding]] = [:]
        for folder in folders.sorted() where !folder.hasPrefix(".") && folder != "layouts" {
            let path = "\(directory)/\(folder)"
            guard isFolder(path) else { continue }
            // A folder without files is a template as well: one that lacks everything.
            files["\(folder)/"] = ""
            for file in (try? FileManager.default.contentsOfDirectory(atPath: path))?.sorted() ?? []
            where !file.hasPrefix(".") && !isFolder("\(path)/\(file)") {
                if let content = content("\(path)/\(file)") {
                    files["\(folder)/\(file)"] = content
                } else {
                    let problem = "The file cannot be read, is not UTF-8, or is larger than \(largestFile / 1_024) KiB."
                    unreadable[folder, default: []]
                        .append(
                            TemplateRule.unreadable.finding(problem, file: "\(folder)/\(file)")
                        )
                }
            }
        }
        return read(files, unreadable: unreadable, defaultLocale: defaultLocale, plugins: plugins)
    }

    /// Reads templates from memory: the content of each file by its path, such as `checkout-errors/en.md`.
    package static func read(
        _ files: [String: String],
        defaultLocale: LocaleTag = .english,
        plugins: Set<String>? = nil
    ) -> (library: TemplateLibrary, findings: [Finding]) {
        read(files, unreadable: [:], defaultLocale: defaultLocale, plugins: plugins)
    }

    private static func read(
        _ files: [String: String],
        unreadable: [String: [Finding]],
        defaultLocale: LocaleTag,
        plugins: Set<String>?
    ) -> (library: TemplateLibrary, findings: [Finding]) {
        var folders: [String: [String: String]] = [:]
        for (path, content) in files {
            let parts = path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            let text = content.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
            folders[String(parts[0]), default: [:]][String(parts[1])] = text
        }
        var templates: [Template] = []
        var broken: [TemplateName: [Finding]] = [:]
        var findings: [Finding] = []
        for (folder, files) in folders.sorted(by: { $0.key < $1.key }) {
            guard let name = TemplateName(folder) else {
                let problem = "“\(folder)” is no name for a template: lower-case letters, digits, “-”, “_” and “.”."
                findings.append(TemplateRule.invalidValue.finding(problem, file: folder))
                continue
            }
            var reader = TemplateReader(
                name: name,
                files: files.filter { !$0.key.isEmpty },
                defaultLocale: defaultLocale,
                plugins: plugins
            )
            let template = reader.read()
            let found = unreadable[folder, default: []] + reader.findings
            findings += found
            if let template, unreadable[folder] == nil {
                templates.append(template)
            } else {
                broken[name] = found
            }
        }
        return (TemplateLibrary(templates, broken: broken), findings)
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
    }

    private static func content(_ path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path), data.count <= largestFile else { return nil }
        return String(validating: data, as: UTF8.self)
    }
}
