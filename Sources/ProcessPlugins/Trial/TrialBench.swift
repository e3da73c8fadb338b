// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// A plugin that was started and configured to be tried.
struct TrialBench {
    typealias Sample = (name: String, message: Message)

    let child: PluginChild
    let description: PluginDescription
    let file: PluginFile
    let destination: String
    let secrets: [String]
    let trial: PluginTrial

    static func start(
        _ file: PluginFile,
        _ sample: PluginFile.Sample,
        of trial: PluginTrial,
        passed: (String) -> Void
    ) async throws(TrialProblem) -> TrialBench {
        let describes = "it starts and describes itself"
        let takes = "it takes the settings under “test:”"
        let child: PluginChild
        do throws(PluginEnding) {
            child = try PluginChild(file, bounds: trial.bounds, report: { trial.said.add($0) })
        } catch {
            throw TrialProblem(check: describes, words: "it \(error.words)")
        }
        do throws(TrialProblem) {
            let answer = try await ask(child, .describe, JSONValue?.none, of: trial, for: describes)
            let description: PluginDescription
            do throws(Fault) {
                description = try PluginDescription(answer, of: file)
            } catch {
                throw TrialProblem(check: describes, words: error.message)
            }
            passed(describes)
            let (settings, secrets) = try resolved(sample.settings, description, trial, for: takes)
            _ = try await ask(child, .configure, ["settings": settings], of: trial, for: takes)
            passed(takes)
            return TrialBench(
                child: child,
                description: description,
                file: file,
                destination: sample.destination,
                secrets: secrets,
                trial: trial
            )
        } catch {
            child.end(because: .stopped)
            await child.waitForEnd()
            throw error
        }
    }

    private static func ask(
        _ child: PluginChild,
        _ method: PluginMethod,
        _ params: (some Encodable & Sendable)?,
        of trial: PluginTrial,
        for check: String
    ) async throws(TrialProblem) -> JSONValue {
        do throws(AskFailure) {
            return try await child.ask(method, params, within: trial.bounds.start, on: trial.clock)
        } catch {
            throw TrialProblem(check: check, words: error.words)
        }
    }

    /// The settings with references resolved, and what of them is secret.
    private static func resolved(
        _ settings: JSONValue,
        _ description: PluginDescription,
        _ trial: PluginTrial,
        for check: String
    ) throws(TrialProblem) -> (JSONValue, [String]) {
        let known = Set(description.manifest.settings.map(\.key))
        if let unknown = settings.entries?.keys.sorted().first(where: { !known.contains($0) }) {
            throw TrialProblem(check: check, words: "it does not describe the setting “\(unknown)”")
        }
        let secretKeys = description.manifest.settings.filter(\.isSecret).map(\.key)
        do throws(Fault) {
            let whole = try settings.mapping { (text) throws(Fault) in
                guard let reference = SecretReference(text) else { return text }
                return try trial.secrets.secret(reference).reveal()
            }
            return (whole, secretKeys.flatMap { whole[$0]?.texts ?? [] })
        } catch {
            throw TrialProblem(check: check, words: error.message)
        }
    }

    /// Tries one delivery.
    ///
    /// - Returns: what is wrong with the answer, or nil.
    func problem(
        delivering sample: Sample,
        key: String,
        attempt: Int = 1,
        thread: String? = nil
    ) async -> String? {
        let (receipt, problem) = await deliver(sample, key: key, attempt: attempt, thread: thread)
        return receipt == nil ? problem.map { "“\(sample.name)”: \($0)" } : nil
    }

    func deliver(
        _ sample: Sample,
        key: String,
        attempt: Int = 1,
        thread: String? = nil
    ) async -> (receipt: Receipt?, problem: String?) {
        let bound = description.manifest.attemptTimeout
        do throws(AskFailure) {
            let params = try await params(sample, key: key, attempt: attempt, thread: thread, within: bound)
            let answer = try await child.ask(.deliver, params, within: bound, on: trial.clock)
            guard let outcome = PluginOutcome(answer, plugin: file.name, cleaned: { $0 }) else {
                return (nil, "the answer has no “outcome” that is known")
            }
            switch outcome.result {
            case .success(let receipt): return (receipt, nil)
            case .failure(let fault): return (nil, "it was not delivered: \(fault.errorType), \(fault.message)")
            }
        } catch {
            return (nil, error.words)
        }
    }

    private func params(
        _ sample: Sample,
        key: String,
        attempt: Int,
        thread: String?,
        within bound: Duration
    ) async throws(AskFailure) -> DeliveryParams {
        let address = address(of: sample)
        let rendering = PluginText(description).rendering(of: sample.message)
        var text: DeliveryParams.Text?
        if description.methods.contains(PluginMethod.render.name) {
            let params = RenderParams(destination: address, message: PluginMessage(sample.message))
            text = PluginText(description)
                .text(from: try await child.ask(.render, params, within: bound, on: trial.clock))
        }
        return DeliveryParams(
            delivery: key,
            attempt: attempt,
            generation: 0,
            channel: "trial",
            destination: address,
            message: PluginMessage(sample.message),
            rendering: text
                ?? DeliveryParams.Text(
                    format: description.format.rawValue,
                    title: rendering["title"],
                    body: rendering["body"] ?? ""
                ),
            thread: thread,
            deadline: trial.clock.now + bound,
            timeout: bound.seconds,
            unsubscribeURL: nil,
            bounceToken: nil
        )
    }

    func address(of sample: Sample) -> DeliveryParams.Address {
        DeliveryParams.Address(to: destination, locale: sample.message.locale, tags: ["trial"], secret: nil)
    }
}

extension AskFailure {
    /// What went wrong, for people.
    var words: String {
        switch reason {
        case .ended(let ending): "it \(ending.words)"
        case .refused(let refusal): "it refuses: \(PluginFaults.printable(refusal.message, 300))"
        case .cancelled: "it was given up"
        case .tooLong: "the request does not fit into a line"
        }
    }
}
