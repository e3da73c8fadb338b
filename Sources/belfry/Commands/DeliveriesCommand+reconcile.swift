// SPDX-License-Identifier: Apache-2.0

import Announcement
import ArgumentParser
import HubCore

extension DeliveriesCommand {
    struct Reconcile: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what became of everything that was meant to be sent, channel by channel.",
            discussion: """
                The records are counted one by one. For one incident or one message alone the counts are compared with \
                the running totals: exit status 1 where they differ. With --require-reached it is also 1 while anyone \
                has not been reached, for scripts that wait for that.

                  belfry deliveries reconcile --incident INCIDENT --require-reached
                """
        )

        @OptionGroup var scope: DeliveryScopeOptions

        @Flag(help: "End with status 1 while anyone has not been reached.")
        var requireReached = false

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let query = Query(scope.pairs)
            let answer = try await hub.client().send("GET", query.on("/v1/reconciliation"), timeout: .seconds(120))
            try hub.show(answer) { answer in
                var table = Table(
                    "CHANNEL",
                    "INTENDED",
                    "ACCEPTED",
                    "FAILED",
                    "WAITING",
                    "HELD",
                    "SUPERSEDED",
                    "REROUTED",
                    "CANCELLED",
                    "UNKNOWN",
                    "ATTEMPTS"
                )
                for account in answer["channels"]?.items ?? [] { add(account, to: &table) }
                if let total = answer["total"] { add(total, to: &table) }
                table.print()
                report(answer)
            }
            let isBalanced = answer["balance"]?["balanced"]?.content != .boolean(false)
            let isReached = answer["total"]?["unreached"]?.content == .integer(0)
            guard isBalanced, isReached || !requireReached else { throw ExitCode.failure }
        }

        private func add(_ account: Document, to table: inout Table) {
            table.add(
                account["channel"]?.plain ?? "all",
                account["intended"]?.plain ?? "",
                account["accepted"]?.plain ?? "",
                account["failed"]?.plain ?? "",
                account["waiting"]?.plain ?? "",
                account["held"]?.plain ?? "",
                account["superseded"]?.plain ?? "",
                account["rerouted"]?.plain ?? "",
                account["cancelled"]?.plain ?? "",
                account["unknown"]?.plain ?? "",
                account["attempts"]?.plain ?? ""
            )
        }

        /// On standard error: the table stays a table.
        private func report(_ answer: Document) {
            let unreached = answer["total"]?["unreached"]?.plain ?? "0"
            if unreached != "0" {
                Terminal.error("\(unreached) not reached: see them with “belfry deliveries list --unreached”.")
            }
            guard let balance = answer["balance"], balance.content != .null else { return }
            guard balance["balanced"]?.content == .boolean(false) else {
                return Terminal.error("The running totals say the same.")
            }
            for difference in balance["differences"]?.items ?? [] {
                Terminal.error(
                    "\(difference["state"]?.plain ?? ""): \(difference["counted"]?.plain ?? "") counted, "
                        + "\(difference["recorded"]?.plain ?? "") in the running totals"
                )
            }
        }
    }
}
