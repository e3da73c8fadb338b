// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// The single checks: each says what is wrong, or nil.
extension TrialBench {
    func problemWithUnknownMethod() async -> String? {
        do throws(AskFailure) {
            let method = PluginMethod(name: "a_method_of_a_later_version")
            _ = try await child.ask(method, JSONValue?.none, within: trial.bounds.start, on: trial.clock)
            return "it answers it as if it knew it"
        } catch {
            if case .refused = error.reason { return nil }
            return error.words
        }
    }

    func problem(delivering samples: [Sample]) async -> String? {
        for (number, sample) in samples.enumerated() {
            if let problem = await problem(delivering: sample, key: "trial_\(number)") { return problem }
        }
        return nil
    }

    func problemAtOnce(_ samples: [Sample]) async -> String? {
        guard let sample = samples.first else { return nil }
        return await withTaskGroup(of: String?.self) { group in
            for number in 0..<20 {
                group.addTask { await problem(delivering: sample, key: "trial_together_\(number)") }
            }
            var found: String?
            for await problem in group { found = found ?? problem }
            return found
        }
    }

    func problemAgain(_ samples: [Sample]) async -> String? {
        guard let sample = samples.first else { return nil }
        let (receipt, problem) = await deliver(sample, key: "trial_again")
        guard let receipt else { return problem }
        if let problem = await self.problem(delivering: sample, key: "trial_again", attempt: 2) { return problem }
        return await self.problem(delivering: sample, key: "trial_update", thread: receipt.id ?? "gone")
    }

    func problemAfterGivingUp(_ samples: [Sample]) async -> String? {
        guard let sample = samples.first else { return nil }
        await withTaskGroup { group in
            group.addTask { _ = await deliver(sample, key: "trial_given_up") }
            group.cancelAll()
        }
        return await problem(delivering: sample, key: "trial_after")
    }

    func problemWithTexts(_ samples: [Sample]) async -> String? {
        guard description.methods.contains(PluginMethod.render.name) else { return nil }
        for sample in samples {
            do throws(AskFailure) {
                let params = RenderParams(destination: address(of: sample), message: PluginMessage(sample.message))
                let bound = description.manifest.attemptTimeout
                let answer = try await child.ask(.render, params, within: bound, on: trial.clock)
                guard PluginText(description).text(from: answer) != nil else {
                    return "“\(sample.name)”: no text, or one that is longer than its limits say"
                }
            } catch {
                return "“\(sample.name)”: \(error.words)"
            }
        }
        return nil
    }

    func problemWithSecrets() -> String? {
        let redaction = Redaction(secrets)
        let leak = trial.said.lines.first { redaction.cleaned($0) != $0 }
        return leak.map { _ in "a secret stands in what it writes to its standard error" }
    }

    func problem(endingPolitely isTold: Bool) async -> String? {
        await child.stop(isTold: isTold)
        guard let ending = child.ending, ending != .stopped else { return nil }
        return ending == .silent(.shutdown) ? "it was still there \(trial.bounds.farewell) later" : "it \(ending.words)"
    }
}
