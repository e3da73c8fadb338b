// SPDX-License-Identifier: Apache-2.0

import CSpawn
import ChannelKit
import Glibc
import Synchronization

/// A running plugin: asks it, and knows when it has ended.
///
/// A thread of its own moves the bytes, so that a child that blocks, floods or dies costs nobody else anything. Whatever
/// ends the child ends its whole process group, fails every open request at once, and is remembered as ``ending``.
final class PluginChild: Sendable {
    typealias Reply = Result<JSONValue, AskFailure>

    struct State {
        var dialogue = PluginDialogue()
        var waiting: [Int: @Sendable (Reply) -> Void] = [:]
        var ending: PluginEnding?
        /// Whether it is to end by itself now.
        var isLeaving = false
        /// Whether its process has ended; it is still to be reaped then.
        var hasEnded = false
        var isGone = false
        var farewells: [CheckedContinuation<Void, Never>] = []
    }

    let state = Mutex(State())
    let bounds: ChildBounds
    /// What it says on its standard error, line by line.
    let report: @Sendable (String) -> Void
    private let onEnd: @Sendable (PluginChild, PluginEnding) -> Void
    /// Written to when there is something to do for the child's thread.
    let bell: Int32

    /// Starts the program.
    ///
    /// Here `onEnd` is called once, as soon as it is known that the child has ended or will be ended.
    ///
    /// - Throws: ``PluginEnding/notStarted(reason:)``
    init(
        _ file: PluginFile,
        bounds: ChildBounds,
        report: @escaping @Sendable (String) -> Void,
        onEnd: @escaping @Sendable (PluginChild, PluginEnding) -> Void = { _, _ in }
    ) throws(PluginEnding) {
        self.bounds = bounds
        self.report = report
        self.onEnd = onEnd
        self.bell = belfry_bell()
        guard bell >= 0 else { throw .notStarted(reason: String(cString: strerror(errno))) }
        var pipes = try ChildPipes(
            command: file.command,
            environment: file.childEnvironment,
            folder: file.folder
        )
        let process = pipes.process
        let moved = pipes
        guard
            ChildThread.start({ [self] in waitForProcess(process) }),
            ChildThread.start({ [self] in ChildLoop(self, moved).run() })
        else {
            kill(-process, SIGKILL)
            var status: Int32 = 0
            while waitpid(process, &status, 0) < 0, errno == EINTR {}
            pipes.close()
            throw .notStarted(reason: "no thread is left")
        }
    }

    deinit { if bell >= 0 { close(bell) } }

    /// Why it is of no use any more; nil while it can be asked.
    var ending: PluginEnding? { state.withLock { $0.ending } }

    /// Sends a request and waits for its answer; cancelling the task gives the answer up.
    func ask(_ method: PluginMethod, _ params: (some Encodable & Sendable)?) async throws(AskFailure) -> JSONValue {
        let id = state.withLock { $0.dialogue.nextID() }
        guard let line = ProtocolLine.request(id, method, params) else {
            throw AskFailure(reason: .tooLong, mayHaveActed: false)
        }
        let reply = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                send(line, id: id) { continuation.resume(returning: $0) }
            }
        } onCancel: {
            abandon(id)
        }
        return try reply.get()
    }

    /// The same, and ends the child where no answer has come within `bound`.
    func ask(
        _ method: PluginMethod,
        _ params: (some Encodable & Sendable)?,
        within bound: Duration,
        on clock: any HubClock
    ) async throws(AskFailure) -> JSONValue {
        let reply = await withTaskGroup(of: Reply?.self) { group -> Reply in
            group.addTask {
                do throws(AskFailure) {
                    return .success(try await self.ask(method, params))
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                do { try await clock.sleep(for: bound) } catch { return nil }
                self.end(because: .silent(method))
                return nil
            }
            for await case let reply? in group {
                group.cancelAll()
                return reply
            }
            return .failure(AskFailure(reason: .cancelled, mayHaveActed: true))
        }
        return try reply.get()
    }

    /// Sends a request; `whenAnswered` is called once, with the answer or with why there is none.
    func send(_ line: [UInt8], id: Int, whenAnswered: @escaping @Sendable (Reply) -> Void) {
        let refusal: AskFailure? = state.withLock { state in
            if let ending = state.ending { return AskFailure(reason: .ended(ending), mayHaveActed: false) }
            if state.isLeaving { return AskFailure(reason: .ended(.stopped), mayHaveActed: false) }
            if Task.isCancelled { return AskFailure(reason: .cancelled, mayHaveActed: false) }
            guard state.dialogue.queue(line, id: id) else {
                return AskFailure(reason: .ended(.notReading), mayHaveActed: false)
            }
            state.waiting[id] = whenAnswered
            return nil
        }
        if let refusal {
            if case .ended(.notReading) = refusal.reason { end(because: .notReading) }
            whenAnswered(.failure(refusal))
        } else {
            ring()
        }
    }

    /// Nobody waits for the answer any more.
    func abandon(_ id: Int) {
        let (waiter, stage) = state.withLock { state in
            (state.waiting.removeValue(forKey: id), state.dialogue.withdraw(id))
        }
        waiter?(.failure(AskFailure(reason: .cancelled, mayHaveActed: stage == .written)))
    }

    /// Ends it at once, with everything it has started; open requests fail with `reason`.
    ///
    /// The first reason counts; later ones change nothing.
    func end(because reason: PluginEnding) {
        let failed: [(@Sendable (Reply) -> Void, AskFailure)]? = state.withLock { state in
            guard state.ending == nil else { return nil }
            state.ending = reason
            defer { state.waiting = [:] }
            return state.waiting.map { id, waiter in
                let mayHaveActed = state.dialogue.stage(of: id) == .written
                return (waiter, AskFailure(reason: .ended(reason), mayHaveActed: mayHaveActed))
            }
        }
        guard let failed else { return }
        onEnd(self, reason)
        for (waiter, failure) in failed { waiter(.failure(failure)) }
        ring()
    }

    /// Asks it to end, and makes it end where it does not; returns when nothing of it is left.
    ///
    /// - Parameter isTold: whether it is sent `shutdown`, and not only the end of its input.
    func stop(isTold: Bool = true) async {
        if isTold {
            let id = state.withLock { $0.dialogue.nextID() }
            send(ProtocolLine.request(id, .shutdown, JSONValue?.none) ?? [], id: id) { _ in }
        }
        state.withLock { $0.isLeaving = true }
        ring()
        await waitForEnd()
    }

    /// Returns when nothing of it is left.
    func waitForEnd() async {
        await withCheckedContinuation { continuation in
            let isGone = state.withLock { state in
                if !state.isGone { state.farewells.append(continuation) }
                return state.isGone
            }
            if isGone { continuation.resume() }
        }
    }

    func ring() {
        var one: UInt64 = 1
        // A bell that rings already cannot be rung more, and that is all that can go wrong.
        _ = write(bell, &one, MemoryLayout<UInt64>.size)
    }

    /// Waits for the process without reaping it: until the loop has ended its group, its number must stay taken.
    private func waitForProcess(_ process: pid_t) {
        var info = siginfo_t()
        while waitid(P_PID, id_t(process), &info, WEXITED | WNOWAIT) < 0, errno == EINTR {}
        state.withLock { $0.hasEnded = true }
        ring()
    }
}
