// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Glibc
import Simulator
import Testing
import Transport

/// Plays a plan: lives of the hub one after the other, each but the last cut short, and what was seen in between.
struct CrashRun {
    /// A statement that the hub accepted.
    struct Accepted: Sendable {
        let statement: CrashPlan.Statement
        /// The update's id, or the message's where it belongs to no incident.
        let id: String
    }

    /// A closed delivery as it was seen at the beginning of a life.
    struct Closed: Hashable, Sendable {
        let id: String
        let state: String
        let finishedAt: String?
        let attempts: Int?
    }

    let scene: CrashScene
    private(set) var accepted: [Accepted] = []
    private(set) var incidents: [Int: String] = [:]
    /// From before each process began until it had ended.
    private(set) var lives: [ClosedRange<Timestamp>] = []
    /// Whatever was wrong already while it ran.
    private(set) var troubles: [String] = []
    private var waiting: ArraySlice<CrashPlan.Statement>
    private var known: Set<String> = []
    private var closed: Set<Closed> = []
    private let clock = SystemClock()

    init(_ plan: CrashPlan, on stage: Stage) async throws {
        scene = try await CrashScene(plan, on: stage)
        waiting = plan.statements[...]
    }

    private var hub: HubProcess { scene.hub }

    /// Plays the whole plan, and lets the last hub finish what there is.
    mutating func play() async throws -> [DeliveryEvidence] {
        for life in scene.plan.lives {
            let start = clock.now
            try await live(life)
            lives.append(start...clock.now)
        }
        let start = clock.now
        try await hub.start()
        try await look()
        try await speak(waiting.count)
        try await look(within: .seconds(180)) { $0 == 0 }
        let evidence = try await hub.evidence()
        try await compareTallies(evidence)
        let end = try await hub.terminate(within: .seconds(60))
        if end != .exited(0) { troubles.append("the last hub ended with \(end)") }
        lives.append(start...clock.now)
        return evidence
    }

    private mutating func live(_ life: CrashPlan.Life) async throws {
        if case .startingUp(let span) = life.death {
            try hub.launch()
            return try await killed(after: span)
        }
        if case .writing(let number, let death) = life.death {
            return try await liveUntil(operation: number, death, life)
        }
        try await hub.start()
        try await look()
        if case .accepting(let span) = life.death, life.statements > 0,
            let last = waiting.dropFirst(life.statements - 1).first
        {
            try await speak(life.statements - 1)
            async let answer = scene.say(last, incidents: incidents)
            try await killed(after: span)
            if let answer = try await answer { note(answer, to: last) }
            return
        }
        let (requests, mails) = (scene.well.total, scene.mails.total)
        try await speak(life.statements)
        switch life.death {
        case .afterRequests(let count):
            _ = await scene.well.requests(atLeast: requests + count, within: .seconds(3))
        case .afterMails(let count):
            _ = await scene.mails.mails(atLeast: mails + count, within: .seconds(3))
        case .stopping(let span):
            hub.process?.signal(SIGTERM)
            return try await killed(after: span)
        case .expanding(let span), .accepting(let span), .startingUp(let span):
            return try await killed(after: span)
        case .writing: break
        }
        try await hub.kill()
    }

    /// The hub dies by itself, anywhere between its first write and its last.
    private mutating func liveUntil(operation: Int, _ death: Interposer.Death, _ life: CrashPlan.Life) async throws {
        guard let interposer = scene.interposer else { return }
        interposer.kill(atOperation: operation, death)
        let child = try hub.launch(adding: interposer.environment)
        _ = try await eventually("a hub that listens, or has ended before it could") {
            child.isRunning && !child.output.value.contains { $0.hasPrefix("Belfry is") } ? nil : true
        }
        for _ in 0..<life.statements {
            guard let next = waiting.first, let answer = try await scene.say(next, incidents: incidents) else { break }
            guard note(answer, to: next) else { break }
        }
        _ = try await eventually("the end of all work, or of the hub", within: .seconds(60)) {
            guard child.isRunning else { return true }
            do {
                return try await hub.deliveries("state=pending&state=in_flight&state=retrying").isEmpty ? true : nil
            } catch is Fault {
                return nil
            }
        }
        child.signal(SIGTERM)
        _ = try await child.waitForEnd(within: .seconds(60))
    }

    private func killed(after span: Duration) async throws {
        // The moment of the kill is the seed's choice, and nothing waits for anything here.
        try await clock.sleep(until: clock.now + span)
        try await hub.kill()
    }

    /// Says the next statements, each until it is accepted.
    private mutating func speak(_ count: Int) async throws {
        for _ in 0..<count {
            guard let next = waiting.first else { return }
            let (scene, incidents) = (scene, incidents)
            let answer = try await eventually("an answer to statement \(next.number)", within: .seconds(60)) {
                guard let answer = try await scene.say(next, incidents: incidents) else { return Answer?.none }
                return [409, 503].contains(answer.status) ? nil : answer
            }
            note(answer, to: next)
        }
    }

    /// Takes down that a statement was accepted.
    @discardableResult
    private mutating func note(_ answer: Answer, to statement: CrashPlan.Statement) -> Bool {
        guard answer.status == 201 || answer.status == 202 else {
            troubles.append("statement \(statement.number) was answered \(answer.status): \(answer.text)")
            waiting = waiting.dropFirst()
            return false
        }
        let id = answer["update"]?["id"]?.string ?? answer["id"]?.string ?? ""
        if case .incident(let index) = statement.kind { incidents[index] = answer["id"]?.string }
        accepted.append(Accepted(statement: statement, id: id))
        waiting = waiting.dropFirst()
        return true
    }
}

extension CrashRun {
    /// Looks at every delivery, until few enough are open: what was there must still be there, and what was closed
    /// must be as it was.
    private mutating func look(
        within bound: Duration = .seconds(30),
        until isEnough: (_ open: Int) -> Bool = { _ in true }
    ) async throws {
        let hub = hub
        let all = try await eventually("every delivery's end", within: bound) {
            let all = try await hub.deliveries()
            let open = all.count { ["pending", "in_flight", "retrying"].contains($0["state"]?.string) }
            return isEnough(open) ? all : nil
        }
        let ids = Set(all.compactMap { $0["id"]?.string })
        for id in known.subtracting(ids).sorted().prefix(5) { troubles.append("I7: delivery \(id) is gone") }
        known.formUnion(ids)
        let open = ["pending", "in_flight", "retrying", "held"]
        let now = Set(
            all.filter { !open.contains($0["state"]?.string ?? "") }
                .map {
                    Closed(
                        id: $0["id"]?.string ?? "",
                        state: $0["state"]?.string ?? "",
                        finishedAt: $0["finished_at"]?.string,
                        attempts: $0["attempt_count"]?.int
                    )
                }
        )
        for one in closed.subtracting(now).prefix(5) { troubles.append("I4: \(one) was closed and has changed") }
        closed.formUnion(now)
    }

    /// The running totals must say what the rows say: a delivery that was ended twice would be counted twice.
    private mutating func compareTallies(_ evidence: [DeliveryEvidence]) async throws {
        let updates = Dictionary(grouping: evidence.filter { $0.update != nil }, by: \.update)
        for (index, id) in incidents.sorted(by: { $0.key < $1.key }) {
            let shown = try await hub.get("/v1/incidents/\(id)")
            let told = (shown["updates"]?.items ?? []).compactMap { $0["id"]?.string }
            let counted = Dictionary(grouping: told.flatMap { updates[$0] ?? [] }, by: \.state).mapValues(\.count)
            let tallied = (shown["deliveries"]?.entries ?? [:]).compactMapValues(\.int).filter { $0.value != 0 }
            if counted != tallied {
                troubles.append("I4: incident \(index) counts \(tallied), its rows are \(counted)")
            }
            let said = accepted.count { $0.statement.kind.belongs(to: index) }
            if told.count != said { troubles.append("incident \(index) has \(told.count) updates; \(said) were said") }
        }
    }
}

extension CrashPlan.Statement.Kind {
    fileprivate func belongs(to incident: Int) -> Bool {
        self == .incident(incident) || self == .update(ofIncident: incident)
    }
}
