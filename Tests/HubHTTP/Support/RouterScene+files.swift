// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

extension RouterScene {
    /// Writes a banner's file.
    func writeBanner(_ content: String, _ name: String) throws { try writeBannerFile(content, "\(name).json") }

    /// Writes a file into the folder of the banners.
    func writeBannerFile(_ content: String, _ name: String) throws {
        try Data(content.utf8).write(to: URL(filePath: "\(folder)/banner/\(name)"))
    }

    /// Writes a file of a status page, and its compressed copy where `compressed` is given.
    func writePage(_ content: String, _ path: String, page: String = "public", compressed: String? = nil) throws {
        let file = URL(filePath: "\(folder)/status/\(page)/\(path)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(content.utf8).write(to: file, options: .atomic)
        guard let compressed else { return }
        try Data(compressed.utf8).write(to: URL(filePath: file.path + ".gz"), options: .atomic)
    }
}
