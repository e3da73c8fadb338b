// SPDX-License-Identifier: Apache-2.0

import Announcement
import ArgumentParser
import Glibc
import HubCore
import Simulator
import Transport

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Play a sample incident through every channel and show what arrives where.",
        discussion: """
            Starts a hub and stand-ins for the providers on this machine, in a folder of its own. Nothing leaves the \
            machine. It stays up until Ctrl-C; with DEMO_ONCE=1 in the environment it ends by itself, with status 0 \
            only if everything has arrived.
            """
    )

    @Option(help: "The templates' folder.")
    var templates = "Templates"

    @Option(help: "The hub's port; another is taken where it is in use.")
    var port = 8_080

    @OptionGroup var common: CommonOptions

    func run() async throws {
        DescriptorLimit.raise()
        let once = getenv("DEMO_ONCE").map { String(cString: $0) } == "1"
        let stage = try DemoStage(templates: templates, preferredPort: port)
        defer { stage.tidyUp() }
        let simulator = ProviderSimulator(
            script: DemoStage.script,
            dialects: StandInChannels.dialects(stage.accounts)
        )
        let ports = try await simulator.start()
        let configuration = try stage.configuration(http: ports.http, mail: ports.mail)
        let assembly = try HubAssembly(configuration, secrets: stage.secrets, logger: LogOutput.makeDemoLogger())
        let everythingArrived = try await withThrowingTaskGroup(of: Bool?.self) { group in
            let (listening, announce) = AsyncStream.makeStream(of: Void.self)
            group.addTask {
                try await assembly.run { _, _ in announce.finish() }
                return nil
            }
            group.addTask {
                for await _ in listening {}
                let story = DemoStory(stage: stage, simulator: simulator)
                let (page, arrived) = try await story.play()
                // The hub is told in the way an operator would; it drains and returns.
                if once { kill(getpid(), SIGTERM) } else { story.invite(page: page) }
                return arrived
            }
            var arrived = false
            while let result = try await group.next() {
                guard let result else { break }
                arrived = result
            }
            group.cancelAll()
            return arrived
        }
        await simulator.stop()
        guard everythingArrived || !once else { throw ExitCode.failure }
    }
}
