// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc

/// What the measures of one session share: folders, tools, and the large fan-outs that several of them ask about.
final class Ground {
    let settings: BenchSettings
    /// The session's own folder, absolute.
    let folder: String
    let tools: Toolbox
    private let say: (String) -> Void
    private var fanOuts: [Int: FanOut.Result] = [:]
    private var lastFolder = 0
    /// What a measure had to leave out of its figures, and why.
    private var omissions: [String] = []

    init(_ settings: BenchSettings, say: @escaping (String) -> Void) throws {
        self.settings = settings
        self.say = say
        self.tools = Toolbox(folders: settings.toolFolders)
        let base =
            settings.folder.hasPrefix("/")
            ? settings.folder : "\(FileManager.default.currentDirectoryPath)/\(settings.folder)"
        self.folder = "\(base)/session-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        clear(base)
    }

    var scale: Scale { settings.scale }

    /// Forgets what an earlier run has measured.
    func begin() { fanOuts = [:] }

    /// Takes a part of a measure; where it cannot be taken here, says so and goes on.
    func attempt(_ part: String, _ take: () throws -> [Figure]) throws -> [Figure] {
        do {
            return try take()
        } catch let reason as NotMeasured {
            omissions.append("\(part): \(reason)")
            progress("\(part): not measured: \(reason)")
            return []
        }
    }

    /// Hands over what was left out since it was last asked.
    func takeOmissions() -> [String] {
        defer { omissions = [] }
        return omissions
    }

    func progress(_ text: String) { say("  … \(text)") }

    /// Gives an empty folder to `work`, and removes it whatever comes of it: a run leaves a gigabyte behind.
    func withFolder<Found>(_ work: (String) throws -> Found) throws -> Found {
        lastFolder += 1
        let path = "\(folder)/\(lastFolder)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { remove(path) }
        return try work(path)
    }

    /// The webhook fan-out to so many endpoints: measured once a run, whoever asks for it.
    func fanOut(to count: Int) throws -> FanOut.Result {
        if let known = fanOuts[count] { return known }
        let result = try withFolder { try FanOut(endpoints: count).run(in: $0, on: self) }
        fanOuts[count] = result
        return result
    }

    func leave() { remove(folder) }

    /// Removes what sessions have left that were ended by force.
    private func clear(_ base: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
        for name in names where name.hasPrefix("session-") {
            guard let id = pid_t(name.dropFirst("session-".count)), kill(id, 0) != 0, errno == ESRCH else { continue }
            remove("\(base)/\(name)")
        }
    }

    private func remove(_ path: String) {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            say("\(path) could not be removed: \(error)")
        }
    }
}
