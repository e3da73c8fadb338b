// SPDX-License-Identifier: Apache-2.0

import Announcement

/// What a destination's address names: a page, and which of its languages.
///
/// `public` is the page in its main language, `public/de` the same page in German.
struct PagePlace: Hashable {
    let page: PageName
    /// Nil for the main language.
    let language: LocaleTag?

    /// - Throws: ``FaultCode/addressInvalid`` where the address is none: nothing else may choose a path.
    init(_ address: String) throws(Fault) {
        let parts = address.split(separator: "/", omittingEmptySubsequences: false)
        let language = parts.count == 2 ? LocaleTag(parts[1]) : nil
        guard
            (1...2).contains(parts.count), let page = PageName(parts[0]), page.text != "pages",
            parts.count == 1 || language?.text == String(parts[1])
        else {
            throw Fault(
                .addressInvalid,
                "A status page's address is its name, of lower-case letters, digits, “-”, “_” and “.”, and for a further "
                    + "language a slash and the language's tag, such as public/de."
            )
        }
        self.page = page
        self.language = language
    }
}
