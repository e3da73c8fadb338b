// SPDX-License-Identifier: Apache-2.0

package import ChannelKit

/// The status pages that anyone may read, and what it takes to tell of their changes.
package struct StatusPages: Sendable {
    /// One page's folder, as its channel writes it.
    package struct Page: Sendable {
        package var name: String
        package var folder: String

        package init(name: String, folder: String) {
            self.name = name
            self.folder = folder
        }
    }

    /// The page at `/status/`; nil where there is none.
    package var main: Page?
    /// The pages at `/status/pages/NAME/`.
    package var others: [Page]
    /// How many may listen for changes at once; more are asked to come back.
    package var maximumListeners: Int
    package var clock: (any HubClock)?

    /// Here `clock` is what listeners are served by; without one nobody can listen.
    package init(
        main: Page? = nil,
        others: [Page] = [],
        maximumListeners: Int = 128,
        clock: (any HubClock)? = nil
    ) {
        self.main = main
        self.others = others
        self.maximumListeners = maximumListeners
        self.clock = clock
    }
}
