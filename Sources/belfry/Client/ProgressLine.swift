// SPDX-License-Identifier: Apache-2.0

import Glibc

/// One line on standard error that is written over as things go on; nothing where no person reads it.
struct ProgressLine {
    private var isShown = false

    mutating func show(_ text: String) {
        guard Terminal.errorIsTerminal else { return }
        isShown = true
        write("\r\u{1B}[K\(text)")
    }

    /// Takes the line away again.
    mutating func clear() {
        guard isShown else { return }
        isShown = false
        write("\r\u{1B}[K")
    }

    private func write(_ text: String) {
        let bytes = Array(text.utf8)
        // Where nobody reads it any more, there is nothing to be done about it.
        _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
