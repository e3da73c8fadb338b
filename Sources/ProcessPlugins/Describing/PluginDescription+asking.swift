// SPDX-License-Identifier: Apache-2.0

package import Announcement
import Dispatch
import Synchronization

extension PluginDescription {
    /// Starts a plugin for as long as it takes to describe itself.
    ///
    /// Blocks its thread, `bounds.start` at the most: for reading a configuration, before anything runs.
    ///
    /// - Throws: ``FaultCode/configurationInvalid`` or ``FaultCode/providerUnavailable``
    package static func ask(_ file: PluginFile, bounds: ChildBounds = ChildBounds()) throws(Fault) -> PluginDescription
    {
        let said = Mutex<[String]>([])
        let child: PluginChild
        do throws(PluginEnding) {
            child = try PluginChild(file, bounds: bounds, report: { line in said.withLock { $0 = [line] } })
        } catch {
            throw PluginFaults.unavailable(file.name, error)
        }
        let answered = DispatchSemaphore(value: 0)
        let reply = Mutex<PluginChild.Reply?>(nil)
        let id = child.state.withLock { $0.dialogue.nextID() }
        child.send(ProtocolLine.request(id, .describe, JSONValue?.none) ?? [], id: id) { answer in
            reply.withLock { $0 = answer }
            answered.signal()
        }
        let time = DispatchTime.now() + .milliseconds(Int(bounds.start.milliseconds))
        if answered.wait(timeout: time) == .timedOut {
            child.end(because: .silent(.describe))
            answered.wait()
        }
        defer { child.end(because: .stopped) }
        switch reply.withLock({ $0 }) {
        case .success(let answer): return try PluginDescription(answer, of: file)
        case .failure(let failure):
            let fault = PluginFaults.fault(failure, from: file.name, duringDelivery: false)
            throw said.withLock { $0.last }.map { fault.with("stderr", $0) } ?? fault
        case nil: throw PluginFaults.unavailable(file.name, .silent(.describe))
        }
    }
}
