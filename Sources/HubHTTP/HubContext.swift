// SPDX-License-Identifier: Apache-2.0

package import Hummingbird
import Logging

/// What belongs to one request besides the request itself.
package struct HubContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Names the request in the log, in its answer and in every fault.
    package var traceID: String

    package init(source: ApplicationRequestContextSource) {
        self.coreContext = CoreRequestContextStorage(source: source)
        self.traceID = ""
    }
}
