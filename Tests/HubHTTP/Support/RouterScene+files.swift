// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

extension RouterScene {
    /// Writes a banner's file.
    func writeBanner(_ content: String, _ name: String) throws {
        try Data(content.utf8).write(to: URL(filePath: "\(folder)/banner/\(name).json"))
    }
}
