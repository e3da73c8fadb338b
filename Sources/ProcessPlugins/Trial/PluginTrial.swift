// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import Synchronization

/// Tries a plugin for everything that the protocol asks of it, with the settings under `test:` in its `plugin.yaml`.
package struct PluginTrial {
    let folder: String
    let messages: [(name: String, message: Message)]
    let secrets: any SecretStore
    let clock: any HubClock
    let bounds: ChildBounds
    /// What it wrote to its standard error.
    let said = TrialLog()

    /// Here `folder` is the plugin's, absolute; `messages` begin with an ordinary one, and all must be delivered.
    package init(
        folder: String,
        messages: [(name: String, message: Message)],
        secrets: any SecretStore,
        clock: any HubClock,
        bounds: ChildBounds = ChildBounds()
    ) {
        self.folder = folder
        self.messages = messages
        self.secrets = secrets
        self.clock = clock
        self.bounds = bounds
    }

    /// What the plugin said last on its standard error.
    package var lastWords: [String] { said.lines.suffix(10) }

    /// Runs every check until one fails that the others need.
    ///
    /// - Parameter report: told of each check as soon as it is done.
    /// - Returns: whether all passed.
    package func run(_ report: (TrialCheck) -> Void) async -> Bool {
        var isWell = true
        func pass(_ name: String, _ problem: String? = nil) -> Bool {
            report(TrialCheck(name, problem: problem))
            if problem != nil { isWell = false }
            return problem == nil
        }
        let file: PluginFile
        do throws(Fault) {
            file = try PluginFile(folder: folder)
        } catch {
            return pass("plugin.yaml is in order", "\(error.message) (\(error.context["where"] ?? folder))")
        }
        guard pass("plugin.yaml is in order"),
            pass("plugin.yaml says how to try it", file.sample == nil ? "there is no “test:” in it" : nil),
            let sample = file.sample
        else { return false }
        do throws(TrialProblem) {
            let bench = try await TrialBench.start(file, sample, of: self) { _ = pass($0) }
            _ = pass("it answers a method that it does not know with an error", await bench.problemWithUnknownMethod())
            let first = messages.first.map { [$0] } ?? []
            if pass("it delivers a message", await bench.problem(delivering: first)) {
                _ = pass("it delivers hostile messages", await bench.problem(delivering: messages))
                _ = pass("it answers twenty deliveries at once, each by its id", await bench.problemAtOnce(messages))
                _ = pass(
                    "it takes a further attempt, and the receipt of a first one",
                    await bench.problemAgain(messages)
                )
                _ = pass("it goes on after an attempt was given up", await bench.problemAfterGivingUp(messages))
            }
            _ = pass("its texts keep to its limits", await bench.problemWithTexts(messages))
            _ = pass("it keeps secrets to itself", bench.problemWithSecrets())
            _ = pass("it ends when it is told to", await bench.problem(endingPolitely: true))
            let second = try await TrialBench.start(file, sample, of: self) { _ in }
            _ = pass("it ends when its input ends", await second.problem(endingPolitely: false))
        } catch {
            _ = pass(error.check, error.words)
        }
        return isWell
    }
}

/// A check that failed and without which there is nothing more to try.
struct TrialProblem: Error {
    let check: String
    let words: String
}

/// The lines that a plugin wrote to its standard error, as many as a person reads.
final class TrialLog: Sendable {
    private let state = Mutex<[String]>([])

    var lines: [String] { state.withLock { $0 } }

    func add(_ line: String) { state.withLock { if $0.count < 1_000 { $0.append(line) } } }
}
