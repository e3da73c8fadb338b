// SPDX-License-Identifier: Apache-2.0

import Announcement
import ArgumentParser
import ChannelKit
import Composition
import DeliveryEngine
import HubCore
import Incidents
import Logging

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the configuration, the audiences' files and the templates.",
        discussion: "Reports everything that is wrong, not only the first. Sends nothing. Exit status 1 if anything is."
    )

    @OptionGroup var common: CommonOptions

    func run() async throws {
        var report = Report(isJSON: common.json)
        let loader = ConfigurationLoader(
            path: common.config,
            plugins: .builtIn,
            search: search,
            secrets: common.secrets
        )
        switch loader.load() {
        case .failure(let problems): for fault in problems.faults { report.add(fault) }
        case .success(let configuration):
            check(configuration, &report)
            await checkPrograms(of: configuration, &report)
        }
        guard report.errors == 0 else { throw ExitCode.failure }
        if !common.json {
            Terminal.line("The configuration is in order\(report.warnings > 0 ? ", with warnings" : "").")
        }
    }

    /// Says what plugins complain of, and not that they started.
    private var search: ProcessPluginSearch {
        var logger = LogOutput.makeLogger()
        logger.logLevel = max(logger.logLevel, .notice)
        return ProcessPluginSearch(logger: logger)
    }

    private func check(_ configuration: HubConfiguration, _ report: inout Report) {
        do throws(Fault) {
            let channels = try HubAssembly.channels(configuration, secrets: common.secrets)
            for audience in configuration.audiences { try check(audience, channels, &report) }
            for destination in configuration.operators {
                report.addIfInvalid(destination, channels, place: "operators")
            }
        } catch {
            report.add(error)
        }
        let (library, findings) = TemplateLibrary.load(directory: configuration.hub.templates)
        for finding in findings { report.add(finding) }
        for playbook in configuration.playbooks {
            guard let template = playbook.template else { continue }
            do throws(Fault) { _ = try library.template(template) } catch {
                report.add(error.with("playbook", playbook.name.text))
            }
        }
        for notice in configuration.notices { report.add(notice) }
    }

    /// Starts the plugins that are programs of their own for long enough to give them their settings.
    private func checkPrograms(of configuration: HubConfiguration, _ report: inout Report) async {
        guard let channels = try? HubAssembly.channels(configuration, secrets: common.secrets) else { return }
        for channel in channels.all {
            do throws(Fault) {
                try await channel.adapter.start()
            } catch {
                report.add(error.with("channel", channel.name.text))
            }
            await channel.adapter.stop()
        }
    }

    private func check(
        _ audience: AudienceDeclaration,
        _ channels: ChannelDirectory,
        _ report: inout Report
    ) throws(Fault) {
        for destination in audience.destinations {
            report.addIfInvalid(destination, channels, place: "audience \(audience.name)")
        }
        guard let path = audience.file else { return }
        var file = try AudienceFile(path: path, addresses: ChannelAddresses(channels))
        while let entries = try file.next() {
            for case .setAside(let line) in entries { report.add(line.fault(in: path)) }
        }
    }

    private struct Report {
        let isJSON: Bool
        private(set) var errors = 0
        private(set) var warnings = 0

        init(isJSON: Bool) { self.isJSON = isJSON }

        mutating func add(_ fault: Fault) {
            errors += 1
            FaultReport.write(fault)
        }

        mutating func add(_ finding: Finding) {
            guard finding.level >= .warning else { return }
            if finding.level == .warning { warnings += 1 } else { errors += 1 }
            if isJSON, let json = try? JSONText.encode(finding) {
                Terminal.error(String(decoding: json, as: UTF8.self))
            } else {
                let place = finding.place.map { "\n  where: \($0)" } ?? ""
                let suggestion = finding.suggestion.map { "\n  what to do: \($0)" } ?? ""
                Terminal.error("\(finding.level.rawValue) \(finding.rule): \(finding.message)\(place)\(suggestion)")
            }
        }

        mutating func addIfInvalid(_ destination: Destination, _ channels: ChannelDirectory, place: String) {
            do throws(Fault) {
                _ = try channels[destination.channel]?.adapter.host(for: destination)
            } catch {
                add(error.with("where", "\(place): \(destination.channel)"))
            }
            for other in destination.fallbacks { addIfInvalid(other, channels, place: "\(place), else") }
        }
    }
}
