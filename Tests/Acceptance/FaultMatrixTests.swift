// SPDX-License-Identifier: Apache-2.0

import Announcement
import Simulator
import Testing

extension Acceptance {
    /// Every fault that a receiver can have, on webhook and mail, and what becomes of the delivery.
    @Suite struct FaultMatrices {
        @Test func `every fault has the outcome it ought to have, and keeps nobody else waiting`() async throws {
            try await Stage.play { stage in
                let matrix = try await FaultMatrix(on: stage)
                let hub = matrix.hub
                try await accept(hub, to: "stuck")
                try await accept(hub, to: "everyone")
                _ = await matrix.patient.requests(atLeast: 1, within: .seconds(20))
                try await checkThatOthersGoOn(matrix)
                try await waitUntilSettled(matrix)
                for delivery in try await hub.evidence() {
                    guard let one = matrix.cases.first(where: { $0.address == delivery.address }) else { continue }
                    let complaints = one.expected.complaints(about: delivery) + Self.wireComplaints(one, delivery)
                    #expect(
                        complaints.isEmpty,
                        "\(one.name): \(complaints.joined(separator: "; ")) \(delivery.attempts)"
                    )
                }
                let total = try await hub.deliveries("channel=hooks").count
                #expect(total == matrix.cases.count { $0.channel == "hooks" } + 2 * 2)
            }
        }

        @Test func `with half of all destinations dead the other half is served as if nothing were wrong`() async throws
        {
            try await Stage.play { stage in
                let well = try await stage.sink()
                let hanging = try await stage.sink(SinkScript(otherwise: .hang))
                let dead = try (1...25).map { _ in "http://127.0.0.1:\(try FreePort.find())/hook" }
                let stuck = (1...25).map { hanging.url("/\($0)") }
                let live = (1...50).map { well.url("/\($0)") }
                // Dead and alive take turns in the list, so that neither can be first.
                let all = zip(dead + stuck, live).flatMap { [("hooks", $0), ("hooks", $1)] }
                let hub = try await stage.hub(
                    HubSite(
                        in: stage.folder,
                        port: FreePort.find(),
                        channels: Section.hooks(retry: "[20m]", settings: ", timeout: 30s"),
                        audiences: Section.audience("everyone", all)
                    )
                )
                for round in 1...3 {
                    try await accept(hub, to: "everyone")
                    let requests = await well.requests(atLeast: 50 * round, within: .seconds(30))
                    #expect(requests.count == 50 * round)
                    _ = try await eventually("the end of round \(round) for those who are well") {
                        try await hub.deliveries("state=delivered").count == 50 * round ? true : nil
                    }
                }
                let delivered = try await hub.deliveries("state=delivered")
                #expect(delivered.allSatisfy { $0["attempt_count"] == 1 })
                #expect(Set(delivered.compactMap { $0["to"]?.string }) == Set(live))
                let others = try await hub.deliveries().filter { $0["state"] != "delivered" }
                #expect(others.count == 150)
                #expect(
                    others.allSatisfy { ["in_flight", "retrying", "pending", "held"].contains($0["state"]?.string) }
                )
            }
        }

        private func accept(_ hub: HubProcess, to audience: String) async throws {
            let message: JSON = ["title": "Hello", "body": "Text", "to": [.string(audience)]]
            let answer = try await hub.post("/v1/messages", message)
            #expect(answer.status == 202, "\(answer.text)")
        }

        /// A second message reaches those who are well while the first hangs at the patient channel's endpoint.
        private func checkThatOthersGoOn(_ matrix: FaultMatrix) async throws {
            try await accept(matrix.hub, to: "well")
            let hub = matrix.hub
            for address in matrix.wellAddresses {
                _ = try await eventually("both messages to \(address)", within: .seconds(25)) {
                    let mine = try await hub.deliveries("state=delivered").filter { $0["to"]?.string == address }
                    return mine.count == 2 && mine.allSatisfy { $0["attempt_count"] == 1 } ? true : nil
                }
            }
            let stuck = try await hub.deliveries("channel=patient")
            #expect(stuck.map { $0["state"]?.string } == ["in_flight"], "\(stuck)")
            #expect(matrix.patient.total == 1)
        }

        /// Waits until every case is as it may stay; those that never are will be told of one by one.
        private func waitUntilSettled(_ matrix: FaultMatrix) async throws {
            let hub = matrix.hub
            do {
                _ = try await eventually("the outcome of every fault", within: .seconds(90)) {
                    let states = Dictionary(
                        try await hub.deliveries().map { ($0["to"]?.string ?? "", $0) }
                    ) { first, _ in first }
                    let isOver = matrix.cases.allSatisfy { one in
                        guard one.expected.isMet(by: states[one.address]?["state"]?.string) else { return false }
                        let attempts = states[one.address]?["attempt_count"]?.int ?? 0
                        return attempts >= max(1, one.expected.results?.count ?? 1)
                    }
                    return isOver ? true : nil
                }
            } catch let late as NotInTime {
                Issue.record("\(late)")
            }
        }

        /// What the receiver knows must agree with the attempts.
        private static func wireComplaints(_ one: FaultMatrix.Case, _ delivery: DeliveryEvidence) -> [String] {
            var found: [String] = []
            if let sink = one.sink {
                let requests = sink.requests()
                if requests.count != delivery.attempts.count {
                    found.append(
                        "\(requests.map { "\($0.path) \($0.answer)" }) reached it in \(delivery.attempts.count) attempts"
                    )
                }
                if Set(requests.compactMap { $0.header("webhook-id") }).count > 1 { found.append("its id has changed") }
                for (first, second) in zip(requests, requests.dropFirst())
                where one.name.contains("with Retry-After") && second.at - first.at < .seconds(1) {
                    found.append("it was asked again after \(second.at - first.at)")
                }
            }
            if let sink = one.mails {
                let mails = sink.mails()
                let kept = one.name.contains("with the mail") ? 2 : delivery.state == "delivered" ? 1 : 0
                if mails.count != kept { found.append("it has \(mails.count) mails, not \(kept)") }
                if Set(mails.map(\.bytes)).count > 1 { found.append("the repeated mail is another one") }
            }
            return found
        }
    }
}
