// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import Crypto
package import DeliveryEngine
import Glibc

/// Brings the stored audiences up to what the configuration declares.
///
/// An audience whose declaration and file have not changed is left alone; the others are read as a stream, a page of
/// destinations in each transaction. A line that is no destination is set aside and reported, the rest goes on.
package struct AudienceRefresh: Sendable {
    package struct Report: Sendable {
        package var refreshed: [AudienceName] = []
        package var destinations = 0
        /// The first lines that were set aside, at most 20, and how many there were altogether.
        package var problems: [Fault] = []
        package var problemCount = 0
        /// Why audiences that have changed were left as they are; nil where none was.
        package var postponement: Fault?

        fileprivate mutating func add(_ fault: Fault) {
            problemCount += 1
            if problems.count < 20 { problems.append(fault) }
        }
    }

    private let storage: any Storage
    private let channels: ChannelDirectory
    private static let page = 1_000

    package init(storage: any Storage, channels: ChannelDirectory) {
        self.storage = storage
        self.channels = channels
    }

    /// Where the storage has no room for more, what has changed is left for the next start: what is there goes on.
    package func run(_ declarations: [AudienceDeclaration], now: Timestamp) async throws(Fault) -> Report {
        var report = Report()
        for declaration in declarations {
            let digest = try digest(of: declaration)
            let name = declaration.name
            let stored = try await storage.read { reader throws(Fault) in try reader.audience(name) }
            if stored?.digest == digest { continue }
            do throws(Fault) {
                try storage.checkRoom()
            } catch {
                report.postponement = error
                return report
            }
            try await refresh(declaration, digest: digest, generation: now.milliseconds, &report)
            report.refreshed.append(name)
        }
        return report
    }

    private func refresh(
        _ declaration: AudienceDeclaration,
        digest: String,
        generation: Int64,
        _ report: inout Report
    ) async throws(Fault) {
        let name = declaration.name
        try await keep(
            declaration.destinations.map { Member(channels.canonical($0)) },
            in: name,
            generation: generation
        )
        report.destinations += declaration.destinations.count
        if let path = declaration.file {
            var file = try AudienceFile(path: path, addresses: ChannelAddresses(channels))
            var page: [Member] = []
            while let entries = try file.next() {
                for entry in entries {
                    switch entry {
                    case .member(let member): page.append(member)
                    case .setAside(let line): report.add(line.fault(in: path))
                    }
                }
                guard page.count >= Self.page else { continue }
                try await keep(page, in: name, generation: generation)
                report.destinations += page.count
                page.removeAll(keepingCapacity: true)
            }
            try await keep(page, in: name, generation: generation)
            report.destinations += page.count
        }
        try await storage.write { transaction throws(Fault) in
            try transaction.finishRefresh(of: name, generation: generation, digest: digest)
        }
    }

    private func keep(_ page: [Member], in name: AudienceName, generation: Int64) async throws(Fault) {
        try await storage.write { transaction throws(Fault) in
            try transaction.upsert(page, in: name, from: .configuration(generation: generation))
        }
    }

    /// Of the declaration, of the file's bytes, and of the channels' names: a line that was set aside because its channel
    /// was not there is taken in once the channel is.
    private func digest(of declaration: AudienceDeclaration) throws(Fault) -> String {
        var hasher = SHA256()
        // Rises when the same bytes are read as something else.
        hasher.update(data: Array("reading 2".utf8))
        hasher.update(data: try JSONText.encode(declaration.destinations))
        if let path = declaration.file {
            hasher.update(data: try JSONText.encode(channels.all.map(\.name)))
            guard let file = fopen(path, "re") else {
                throw Fault(.audienceInvalid, "The audience's file cannot be read.", context: ["where": path])
            }
            defer { fclose(file) }
            var buffer = [UInt8](repeating: 0, count: 64 * 1_024)
            while true {
                let count = fread(&buffer, 1, buffer.count, file)
                guard count > 0 else { break }
                hasher.update(data: buffer[..<count])
            }
        }
        return hasher.finalize().hexadecimal
    }
}
