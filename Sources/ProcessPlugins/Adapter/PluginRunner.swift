// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Logging
import Synchronization

/// Keeps one channel's plugin running: starts it when it is needed, has it described and configured, and lets it rest
/// after it has ended.
///
/// Nothing waits in the background: an attempt that finds no process starts one, and one that comes during a rest fails
/// at once, with the time that is left of it.
final class PluginRunner: Sendable {
    /// A plugin that takes deliveries.
    struct Ready: Sendable {
        let child: PluginChild
        let description: PluginDescription
        let since: Timestamp
    }

    /// Told how the start went that it waits for; nil where whoever was at it gave up.
    private typealias Waiter = CheckedContinuation<Result<Ready, Fault>?, Never>

    private enum Phase {
        case idle
        case starting([Int: Waiter])
        case ready(Ready)
        case stopped
    }

    private struct State {
        var phase = Phase.idle
        var pace = RestartPace()
        var lastWaiter = 0
        var lastEnding = PluginEnding.stopped
        /// Why the last start failed; nil where it did not.
        var lastFault: Fault?
    }

    let file: PluginFile
    let channel: ChannelName
    let clock: any HubClock
    private let settings: JSONValue
    private let redaction: Redaction
    private let bounds: ChildBounds
    private let logger: Logger
    private let state: Mutex<State>

    /// Here `settings` have their secrets resolved and are given to the plugin alone.
    init(
        _ file: PluginFile,
        settings: JSONValue,
        secrets: [String],
        channel: ChannelName,
        clock: any HubClock,
        bounds: ChildBounds,
        logger: Logger
    ) {
        self.file = file
        self.settings = settings
        self.redaction = Redaction(secrets)
        self.channel = channel
        self.clock = clock
        self.bounds = bounds
        var logger = logger
        logger[metadataKey: "plugin"] = "\(file.name)"
        logger[metadataKey: "channel"] = "\(channel)"
        self.logger = logger
        self.state = Mutex(State())
    }

    /// Takes the plugin's secrets out of a text.
    func cleaned(_ text: String) -> String { redaction.cleaned(text) }

    /// The plugin, started if need be.
    ///
    /// - Throws: ``FaultCode/providerUnavailable`` while it rests or where it does not start; what it says itself where
    ///   it refuses its settings.
    func ready() async throws(Fault) -> Ready {
        while true {
            switch state.withLock({ next(&$0) }) {
            case .take(let ready): return ready
            case .fail(let fault): throw fault
            case .start: return try await started()
            case .wait: if let result = await wait() { return try result.get() }
            }
            if Task.isCancelled { throw Fault(.cancelled, "The attempt was cut off before the plugin was ready.") }
        }
    }

    private enum Next { case take(Ready), start, wait, fail(Fault) }

    private func next(_ state: inout State) -> Next {
        switch state.phase {
        case .ready(let ready): return .take(ready)
        case .starting: return .wait
        case .stopped: return .fail(PluginFaults.unavailable(file.name, .stopped))
        case .idle:
            guard let rest = state.pace.remaining(at: clock.now) else {
                state.phase = .starting([:])
                return .start
            }
            var fault = state.lastFault ?? PluginFaults.unavailable(file.name, state.lastEnding)
            fault.retryAfter = rest
            return .fail(fault)
        }
    }

    /// Waits for whoever starts the plugin; nil where there is none, or where that one or this one gave up.
    private func wait() async -> Result<Ready, Fault>? {
        let number = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let isOver = state.withLock { state in
                    guard case .starting(var others) = state.phase, !Task.isCancelled else { return true }
                    others[number] = waiter
                    state.phase = .starting(others)
                    return false
                }
                if isOver { waiter.resume(returning: nil) }
            }
        } onCancel: {
            let waiter = state.withLock { state -> Waiter? in
                guard case .starting(var waiters) = state.phase else { return nil }
                defer { state.phase = .starting(waiters) }
                return waiters.removeValue(forKey: number)
            }
            waiter?.resume(returning: nil)
        }
    }

    /// Ends the plugin for good, gracefully.
    func stop() async {
        let (child, waiters) = state.withLock { state -> (PluginChild?, [Waiter]) in
            defer { state.phase = .stopped }
            switch state.phase {
            case .ready(let ready): return (ready.child, [])
            case .starting(let waiters): return (nil, Array(waiters.values))
            case .idle, .stopped: return (nil, [])
            }
        }
        for waiter in waiters { waiter.resume(returning: .failure(PluginFaults.unavailable(file.name, .stopped))) }
        await child?.stop()
    }

    private func started() async throws(Fault) -> Ready {
        let result: Result<Ready, Fault>
        do throws(Fault) { result = .success(try await start()) } catch { result = .failure(error) }
        let waiters = state.withLock { state -> [Waiter] in
            state.lastFault = if case .failure(let fault) = result, fault.code != .cancelled { fault } else { nil }
            guard case .starting(let waiters) = state.phase else { return [] }
            if case .success(let ready) = result, ready.child.ending == nil {
                state.phase = .ready(ready)
            } else {
                state.phase = .idle
            }
            return Array(waiters.values)
        }
        // One that was cut off says nothing about the plugin: the next in line starts it.
        let isCutOff = if case .failure(let fault) = result { fault.code == .cancelled } else { false }
        for waiter in waiters { waiter.resume(returning: isCutOff ? nil : result) }
        if case .success(let ready) = result, case .stopped = state.withLock({ $0.phase }) { await ready.child.stop() }
        return try result.get()
    }

    private func start() async throws(Fault) -> Ready {
        let child: PluginChild
        do throws(PluginEnding) {
            child = try PluginChild(
                file,
                bounds: bounds,
                report: { [logger, redaction] line in
                    logger.notice("\(PluginFaults.printable(redaction.cleaned(line), 1_000))")
                },
                onEnd: { [weak self] child, ending in self?.ended(child, ending) }
            )
        } catch {
            rest(error, lived: .zero)
            throw PluginFaults.unavailable(file.name, error)
        }
        do throws(Fault) {
            let description = try PluginDescription(try await ask(child, .describe, JSONValue?.none), of: file)
            _ = try await ask(child, .configure, ["settings": settings])
            logger.info("plugin started", metadata: ["version": "\(description.manifest.version)"])
            return Ready(child: child, description: description, since: clock.now)
        } catch {
            let hasEnded = child.ending != nil
            child.end(because: .stopped)
            if !hasEnded, error.code != .cancelled { rest(.unsuitable, lived: .zero) }
            throw error
        }
    }

    private func ask(
        _ child: PluginChild,
        _ method: PluginMethod,
        _ params: (some Encodable & Sendable)?
    ) async throws(Fault) -> JSONValue {
        do throws(AskFailure) {
            return try await child.ask(method, params, within: bounds.start, on: clock)
        } catch {
            guard case .refused(let refusal) = error.reason else {
                throw PluginFaults.fault(error, from: file.name, duringDelivery: false)
            }
            throw PluginFaults.reported(
                refusal.errorType,
                "It refuses “\(method.name)”: \(redaction.cleaned(refusal.message))",
                plugin: file.name,
                retryAfter: nil,
                place: refusal.place.map { "/settings/\($0.split(separator: "/").joined(separator: "/"))" }
            )
        }
    }

    /// Called once for each child, as soon as it is known that it ends.
    private func ended(_ child: PluginChild, _ ending: PluginEnding) {
        let lived = state.withLock { state -> Duration? in
            switch state.phase {
            case .ready(let ready) where ready.child === child:
                state.phase = .idle
                return clock.now - ready.since
            case .starting: return ending == .stopped ? nil : .zero
            case .ready, .idle, .stopped: return nil
            }
        }
        guard let lived else { return }
        rest(ending, lived: lived)
    }

    private func rest(_ ending: PluginEnding, lived: Duration) {
        let pause = state.withLock { state in
            state.lastEnding = ending
            state.pace.ended(at: clock.now, lived: lived)
            return state.pace.remaining(at: clock.now) ?? .zero
        }
        logger.error(
            "plugin ended: it \(ending.words)",
            metadata: ["restarts_after": "\(Int(pause.seconds)) s"]
        )
    }
}
