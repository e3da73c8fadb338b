// SPDX-License-Identifier: Apache-2.0

import Announcement
import Glibc
import MailReports

/// A folder of mails as mail systems deliver into it: whole files appear in `new`, and readers move them to `cur` with
/// their flags in the name.
///
/// A mail that has been handled is one in `cur` with the flag `S`, seen. The move is one step, so that a crash leaves a mail
/// either as it was or handled.
struct Maildir: Sendable {
    /// One file, in `new` or `cur`.
    struct Letter: Hashable, Sendable {
        fileprivate let folder: String
        let name: String
    }

    /// So many names of a folder are looked at, whatever it holds.
    private static let mostNames = 20_000
    private static let flagMark = ":2,"

    let path: String

    /// What has arrived and is not handled, oldest first, at most `limit`; with `current` also what another reader has
    /// moved to `cur` unseen.
    ///
    /// - Throws: ``FaultCode/fileUnwritable`` where the folder cannot be read.
    func unseen(
        withCurrent current: Bool,
        limit: Int,
        except known: Set<String>
    ) throws(Fault) -> [Letter] {
        var letters = try names(in: "new").map { Letter(folder: "new", name: $0) }
        if current {
            letters += try names(in: "cur").filter { !Self.flags(of: $0).contains("S") }
                .map { Letter(folder: "cur", name: $0) }
        }
        // Names begin with the second of the delivery.
        return Array(letters.filter { !known.contains($0.name) }.sorted { $0.name < $1.name }.prefix(limit))
    }

    /// The beginning of a mail, as much as a report is read of; nil where it is no file that can be read.
    func content(of letter: Letter) -> [UInt8]? {
        // A link would lead elsewhere, and a pipe would be waited for.
        let descriptor = open(place(of: letter), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        let length = min(Int(status.st_size), MailReport.longestMail)
        var content = [UInt8](repeating: 0, count: length)
        var count = 0
        while count < length {
            let more = content[count...].withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            guard more > 0 else { break }
            count += more
        }
        return Array(content.prefix(count))
    }

    /// Marks a mail as handled.
    ///
    /// - Throws: ``FaultCode/fileUnwritable``
    func settle(_ letter: Letter) throws(Fault) {
        let base =
            letter.name.firstRange(of: Self.flagMark).map { String(letter.name[..<$0.lowerBound]) } ?? letter.name
        let flags = String(Set(Self.flags(of: letter.name) + "S").sorted())
        guard rename(place(of: letter), "\(path)/cur/\(base)\(Self.flagMark)\(flags)") == 0 else {
            throw Fault(
                .fileUnwritable,
                "A mail cannot be moved from “new” to “cur”.",
                suggestedAction: "Give the hub's account the right to write to both folders.",
                context: ["where": path]
            )
        }
    }

    private func place(of letter: Letter) -> String { "\(path)/\(letter.folder)/\(letter.name)" }

    /// The letters behind `:2,` in a name.
    private static func flags(of name: String) -> String {
        name.firstRange(of: flagMark).map { String(name[$0.upperBound...]) } ?? ""
    }

    private func names(in folder: String) throws(Fault) -> [String] {
        guard let stream = opendir("\(path)/\(folder)") else {
            throw Fault(
                .fileUnwritable,
                "The folder “\(folder)” of the maildir cannot be read.",
                suggestedAction: "See that bounces.maildir names a maildir that the hub's account may read and write.",
                context: ["where": path]
            )
        }
        defer { closedir(stream) }
        var names: [String] = []
        while names.count < Self.mostNames, let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }
}
