// SPDX-License-Identifier: Apache-2.0

package import Hummingbird
import Logging
import NIOCore

/// What belongs to one request besides the request itself.
package struct HubContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Names the request in the log, in its answer and in every fault.
    package var traceID: String
    /// The network address of who asks, or of the proxy before them; nil where there is none.
    package var client: String?

    package init(source: ApplicationRequestContextSource) {
        self.coreContext = CoreRequestContextStorage(source: source)
        self.traceID = ""
        self.client = source.channel.remoteAddress?.ipAddress
    }
}
