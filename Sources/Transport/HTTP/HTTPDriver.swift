// SPDX-License-Identifier: Apache-2.0

import Announcement

/// The thread that carries every HTTP exchange of a client.
typealias HTTPDriver = WireDriver<HTTPLoop>

extension HTTPDriver {
    /// - Throws: ``FaultCode/resourcesExhausted`` where there is no memory, descriptor or thread for it.
    convenience init(settings: HTTPSettings) throws(Fault) {
        try self.init { bell in HTTPLoop(settings: settings, bell: bell) }
    }
}
