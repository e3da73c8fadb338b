// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A hub as its users have it: `belfry serve` as a process, spoken to over its public interface.
final class HubUnderTest {
    let site: HubSite
    private let executable: String
    private let http: HTTPCall
    private var program: ChildProgram?
    private var starts = 0

    static let title = "Checkout is failing for some buyers"
    static let body = """
        Since 14:05 UTC some **payments are refused**. Orders that were paid are safe. We are looking into it with our \
        payment provider and will write again in half an hour.
        """

    init(_ site: HubSite, executable: String) throws {
        self.site = site
        self.executable = executable
        self.http = try HTTPCall(site.url, headers: Self.headers)
    }

    deinit { program?.kill() }

    static let headers = ["Authorization: Bearer \(HubSite.token)", "Content-Type: application/json"]

    /// Starts its process, and returns at once.
    @discardableResult
    func launch() throws -> ChildProgram {
        starts += 1
        let program = try ChildProgram(
            executable,
            ["serve", "--config", site.configurationFile],
            environment: site.environment,
            output: output,
            errors: log
        )
        self.program = program
        return program
    }

    /// Starts it, and waits until it takes requests: its audiences have been read by then.
    func start() throws {
        let program = try launch()
        _ = try Waiting.until("the hub's start", within: .seconds(600), every: .milliseconds(10)) { () -> Bool? in
            guard program.isRunning else { throw NotMeasured("the hub has ended: \(FileTail.read(log, 600))") }
            return FileTail.read(output, 200).contains("listening on") ? true : nil
        }
    }

    var processorTime: Duration { program?.processorTime ?? .zero }
    var peakMemory: Int { program?.peakMemory ?? 0 }

    /// kill -9.
    func kill() { program?.kill() }

    func terminate() { program?.terminate(within: .seconds(30)) }

    /// Declares an incident and publishes its first update to the audience.
    ///
    /// - Returns: the incident's id.
    func declare(to audience: String, severity: String = "sev3", expecting count: Int) throws -> String {
        let answer = try http.post("/v1/incidents", Self.incident(to: audience, severity: severity, title: Self.title))
        guard answer.status == 201 else { throw NotMeasured("the hub answered \(answer.status): \(answer.text)") }
        let declared = try Self.decode(Declared.self, from: answer)
        guard declared.update?.deliveries == count else {
            throw NotMeasured(
                "the update goes to \(declared.update?.deliveries ?? 0) and not to \(count) destinations."
            )
        }
        return declared.id
    }

    /// How many of the incident's deliveries there are, by their state.
    func deliveries(of incident: String) throws -> [String: Int] {
        let answer = try http.get("/v1/incidents/\(incident)")
        guard answer.status == 200 else { throw NotMeasured("the hub answered \(answer.status): \(answer.text)") }
        return try Self.decode(Shown.self, from: answer).deliveries ?? [:]
    }

    /// Waits until the hub itself has recorded so many as delivered.
    func waitForRecords(of incident: String, _ count: Int) throws {
        _ = try Waiting.until("the record of the last delivery", within: .seconds(60), every: .milliseconds(50)) {
            try deliveries(of: incident)["delivered"] == count ? true : nil
        }
    }

    static func incident(to audience: String, severity: String, title: String) -> String {
        #"{"title":"\#(title)","severity":"\#(severity)","audiences":["\#(audience)"],"body":"\#(body)"}"#
    }

    private var output: String { "\(site.folder)/output-\(starts)" }
    private var log: String { "\(site.folder)/log-\(starts)" }

    private static func decode<Value: Decodable>(_ type: Value.Type, from answer: HTTPCall.Answer) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(answer.body))
        } catch {
            throw NotMeasured("the hub's answer cannot be read: \(answer.text.prefix(200))")
        }
    }

    private struct Declared: Decodable {
        struct Update: Decodable { let deliveries: Int }

        let id: String
        let update: Update?
    }

    private struct Shown: Decodable { let deliveries: [String: Int]? }
}
