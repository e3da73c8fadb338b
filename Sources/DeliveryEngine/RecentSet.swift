// SPDX-License-Identifier: Apache-2.0

/// A set of bounded size that forgets what was put in long ago.
///
/// Two halves: when the younger one is full it becomes the elder, and what was the elder is forgotten.
struct RecentSet<Element: Hashable & Sendable>: Hashable, Sendable {
    private let half: Int
    private var younger: Set<Element> = []
    private var elder: Set<Element> = []

    /// Never holds more than `capacity`, and always the latest half of that.
    init(capacity: Int) { self.half = max(1, capacity / 2) }

    var count: Int { younger.count + elder.count }

    func contains(_ element: Element) -> Bool { younger.contains(element) || elder.contains(element) }

    mutating func insert(_ element: Element) {
        guard !younger.contains(element) else { return }
        elder.remove(element)
        if younger.count >= half {
            elder = younger
            younger = []
        }
        younger.insert(element)
    }

    mutating func remove(_ element: Element) {
        if count == 0 { return }
        if younger.remove(element) == nil { elder.remove(element) }
    }
}
