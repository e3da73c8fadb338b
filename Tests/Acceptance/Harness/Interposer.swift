// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Stands between a hub and the C library, and plays the machine's accidents: `Support/interposer.c`, preloaded.
///
/// It watches the hub's database file and the log beside it.
final class Interposer: Sendable {
    /// How the process dies in an operation on the file.
    enum Death: Int64, Sendable, CaseIterable {
        case before = 0
        /// Half of what is to be written is, where it is a write.
        case amidst = 1
        case after = 2
    }

    private enum Place: UInt64 {
        case operations = 0
        case fatal, manner, isFull, clockShift, syncFails
    }

    let environment: [String: String]
    private let control: FileHandle

    /// The C compiler; nil where there is none, and tests that need it are skipped.
    static let compiler: String? = ["/usr/bin/cc", "/usr/bin/gcc", "/usr/bin/clang", "/usr/local/bin/cc"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    static var needsCompiler: Comment { "There is no C compiler (cc) here, which this test needs." }

    init(on stage: Stage) async throws {
        guard let compiler = Self.compiler else { throw MissingTool(description: "There is no C compiler.") }
        let library = "\(stage.folder)/interposer.so"
        if !FileManager.default.fileExists(atPath: library) {
            let source = PackageRoot.script("interposer.c")
            let arguments = ["-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"]
            let child = try stage.spawn(compiler, arguments)
            guard try await child.waitForEnd(within: .seconds(60)) == .exited(0) else {
                throw MissingTool(description: child.errors.value.joined(separator: "\n"))
            }
        }
        let file = "\(stage.folder)/interposer-\(UUID().uuidString)"
        try Data(count: 64).write(to: URL(fileURLWithPath: file))
        control = try FileHandle(forUpdating: URL(fileURLWithPath: file))
        environment = [
            "LD_PRELOAD": library, "INTERPOSER_CONTROL": file, "INTERPOSER_FILE": "/data/belfry.db",
        ]
    }

    /// The writes and syncs of the file so far, over all processes.
    var operations: Int { Int(get(.operations)) }

    /// Makes the process die in its `number`th write or sync from the first on; 0 for none.
    func kill(atOperation number: Int, _ death: Death = .before) {
        set(.manner, death.rawValue)
        set(.fatal, Int64(number))
    }

    /// Lets every write fail for want of room, or not.
    func fillDisk(_ isFull: Bool = true) { set(.isFull, isFull ? 1 : 0) }

    /// Sets the hub's wall clock apart from everyone else's.
    func shiftClock(by shift: Duration) {
        let (seconds, attoseconds) = shift.components
        set(.clockShift, seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    // A number of the page is one read or write of eight bytes, as the program on the other side has it.

    private func set(_ place: Place, _ value: Int64) {
        let data = withUnsafeBytes(of: value) { Data($0) }
        try? control.seek(toOffset: place.rawValue * 8)
        try? control.write(contentsOf: data)
    }

    private func get(_ place: Place) -> Int64 {
        try? control.seek(toOffset: place.rawValue * 8)
        guard let data = try? control.read(upToCount: 8), data.count == 8 else { return 0 }
        return data.withUnsafeBytes { $0.loadUnaligned(as: Int64.self) }
    }
}
