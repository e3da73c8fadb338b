// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials
import Testing
import Transport

/// A folder of files that follow from one record, on a real disk.
@Suite(.timeLimit(.minutes(1)))
final class FolderTests {
    private let directory: String
    private let files: AtomicFileStore

    init() throws {
        let place = FileManager.default.temporaryDirectory.appendingPathComponent("belfry-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        directory = place.path
        files = AtomicFileStore(base: place.path)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    private static let long = String(repeating: "It goes on. ", count: 100)

    private func content(_ path: String) -> [UInt8]? {
        FileManager.default.contents(atPath: "\(directory)/\(path)").map { Array($0) }
    }

    private func text(_ path: String) -> String? { content(path).map { String(decoding: $0, as: UTF8.self) } }

    private func number(_ path: String) throws -> String {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory)/\(path)")
        return "\(attributes[.systemFileNumber] ?? "")"
    }

    private func publish(_ pages: [String: String], record: String = "{}", removed: [String] = []) async throws {
        let set = FileSet(
            directory: "site",
            record: Array(record.utf8),
            files: pages.sorted { $0.key < $1.key }.map { FileSet.File($0.key, $0.value) },
            removed: removed
        )
        try await files.publish("site.record.json") { _ in set }
    }

    @Test func `files are made with their folders and compressed copies, the record for the owner alone`() async throws
    {
        try await publish(["index.html": Self.long, "a/b/index.html": Self.long, "small.txt": "few"])
        #expect(text("site/index.html") == Self.long)
        #expect(text("site/a/b/index.html") == Self.long)
        #expect(content("site/small.txt.gz") == nil)
        #expect(text("site.record.json") == "{}")
        let mode = try FileManager.default.attributesOfItem(atPath: "\(directory)/site.record.json")[.posixPermissions]
        #expect("\(mode ?? "")" == "\(0o600)")
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(directory)/site").sorted()
        #expect(names == ["a", "index.html", "index.html.gz", "small.txt"])
    }

    @Test func `a compressed copy is gzip without a date, the same for the same content`() async throws {
        try await publish(["index.html": Self.long])
        let copy = try #require(content("site/index.html.gz"))
        #expect(copy.prefix(3) == [0x1F, 0x8B, 8])
        #expect(copy[4..<8].allSatisfy { $0 == 0 })
        #expect(copy.count < 100)
        // The tail tells the length of what was compressed.
        let length = copy.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect(length == Self.long.utf8.count)
        try await publish(["index.html": Self.long + "!"])
        try await publish(["index.html": Self.long])
        #expect(content("site/index.html.gz") == copy)
    }

    @Test func `a file that stays the same is left alone, and a lost copy comes back`() async throws {
        try await publish(["a.html": Self.long, "b.html": Self.long])
        let (first, copy) = (try number("site/a.html"), content("site/a.html.gz"))
        try FileManager.default.removeItem(atPath: "\(directory)/site/a.html.gz")
        try await publish(["a.html": Self.long, "b.html": Self.long + "!"])
        #expect(try number("site/a.html") == first)
        #expect(content("site/a.html.gz") == copy)
        #expect(text("site/b.html") == Self.long + "!")
    }

    @Test func `what is removed goes with its copy and its empty folder`() async throws {
        try await publish(["a/index.html": Self.long, "b/index.html": Self.long, "b/more.html": "x"])
        try await publish([:], removed: ["a/index.html", "b/index.html", "never/there.html"])
        #expect(content("site/a/index.html") == nil && content("site/b/index.html.gz") == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(directory)/site") == ["b"])
        #expect(text("site/b/more.html") == "x")
    }

    @Test func `a copy that is no longer worth having goes`() async throws {
        try await publish(["index.html": Self.long])
        try await publish(["index.html": "few"])
        #expect(text("site/index.html") == "few")
        #expect(content("site/index.html.gz") == nil)
    }

    @Test(arguments: ["../out.html", "a/../../out.html", "/etc/out.html", "a//b", ".", "a/.", "", "a\u{0}b"])
    func `no file leads out of the folder, and then none is written`(path: String) async throws {
        let fault = await #expect(throws: Fault.self) {
            try await self.publish(["!first.html": Self.long, path: "x"])
        }
        #expect(fault?.code == .fileUnwritable)
        #expect(content("out.html") == nil && content("site/!first.html") == nil && content("site.record.json") == nil)
        let rest = try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/site")
        #expect(rest ?? [] == [])
    }

    @Test func `a step that fails leaves the record, and is made again in full`() async throws {
        try await publish(["index.html": "old"], record: "1")
        try FileManager.default.createDirectory(atPath: "\(directory)/site/b.html", withIntermediateDirectories: true)
        await #expect(throws: Fault.self) {
            try await self.publish(["a.html": "new", "b.html": "new", "index.html": "new"], record: "2")
        }
        #expect(text("site.record.json") == "1")
        try FileManager.default.removeItem(atPath: "\(directory)/site/b.html")
        try await publish(["a.html": "new", "b.html": "new", "index.html": "new"], record: "2")
        #expect(text("site/b.html") == "new" && text("site.record.json") == "2")
    }

    @Test func `the record that is there is handed over, and nil changes nothing`() async throws {
        try await publish(["index.html": "old"], record: "1")
        try await files.publish("site.record.json") { record in
            #expect(record == Array("1".utf8))
            return nil
        }
        #expect(text("site/index.html") == "old")
    }
}
