// SPDX-License-Identifier: Apache-2.0

import Announcement
import ArgumentParser
import Glibc

/// The command line.
@main
struct Belfry {
    /// Exit status: 0 done, 1 failed, 64 wrong usage, 75 try later.
    static func main() async {
        // A reader that goes away, such as `head`, ends the output and not the program with a signal.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try BelfryCommand.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let fault as Fault {
            FaultReport.write(fault)
            exit(fault.isTransient ? EX_TEMPFAIL : EXIT_FAILURE)
        } catch {
            BelfryCommand.exit(withError: error)
        }
    }
}

struct BelfryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "belfry",
        abstract: "Say once what is happening; every channel rings the same message.",
        discussion: """
            Commands that talk to a hub find it by --server or BELFRY_URL and identify themselves by --token or \
            BELFRY_TOKEN. Start one with “belfry serve”, or see everything at work with “belfry demo”.
            """,
        version: "0.1.0",
        subcommands: [
            DemoCommand.self, ServeCommand.self, CheckCommand.self, IncidentCommand.self, SendCommand.self,
            PreviewCommand.self, DeliveriesCommand.self, ChannelsCommand.self, AudiencesCommand.self,
            SubscribersCommand.self, TemplatesCommand.self, TokenCommand.self, SimulateCommand.self, BenchCommand.self,
        ]
    )
}
