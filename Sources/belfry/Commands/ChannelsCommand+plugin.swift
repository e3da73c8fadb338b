// SPDX-License-Identifier: Apache-2.0

import Announcement
import ArgumentParser
import ChannelKitTesting
import FoundationEssentials
import HubCore
import ProcessPlugins
import Transport

/// Trying a process plugin, without a hub.
extension ChannelsCommand.Test {
    func tryPlugin(in directory: String) async throws {
        let folder = directory.hasPrefix("/") ? directory : "\(FileManager.default.currentDirectoryPath)/\(directory)"
        let ordinary = [(name: "an ordinary message", message: Message.sample())]
        let trial = PluginTrial(
            folder: folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder,
            messages: ordinary + HostileMessages.all.map { (name: $0.name, message: $0.message) },
            secrets: EnvironmentSecretStore(base: folder),
            clock: SystemClock()
        )
        var items: [Document] = []
        let isWell = await trial.run { check in
            if hub.json {
                items.append(
                    .object([
                        ("check", .text(check.name)), ("ok", Document(.boolean(check.problem == nil))),
                        ("problem", check.problem.map { .text($0) }),
                    ])
                )
            } else if let problem = check.problem {
                Terminal.line("\(Terminal.styled("FAIL", "31"))  \(check.name): \(problem)")
            } else {
                Terminal.line("\(Terminal.styled("ok", "32"))    \(check.name)")
            }
        }
        if hub.json {
            let answer = Document.object([("ok", Document(.boolean(isWell))), ("items", Document(.list(items)))])
            Terminal.line(String(decoding: try JSONText.encode(answer), as: UTF8.self))
        }
        guard !isWell else { return }
        for line in trial.lastWords { Terminal.error("stderr: \(line)") }
        throw ExitCode.failure
    }
}
