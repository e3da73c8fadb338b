// SPDX-License-Identifier: Apache-2.0

import Announcement
import FoundationEssentials

/// A folder with a file for every accepted mail, to be opened with any mail program.
///
/// Names sort by time: `20261121T230509120-000001-ada@example.com.eml`. A file appears under its name only when it
/// is complete.
struct MailFolder: Sendable {
    let path: String

    /// Creates the folder where it is missing.
    ///
    /// - Throws: ``FaultCode/fileUnwritable``.
    func create() throws(Fault) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw Fault(.fileUnwritable, "Cannot create the folder for mails: \(error).")
        }
    }

    /// Returns false where the mail could not be written.
    func file(_ mail: MailRecord) -> Bool {
        do {
            let place = URL(filePath: path, directoryHint: .isDirectory).appending(path: Self.name(of: mail))
            try Data(mail.bytes).write(to: place, options: .atomic)
            return true
        } catch {
            return false
        }
    }

    /// Only letters, digits and `@ . - _ +` of the recipient enter the name.
    static func name(of mail: MailRecord) -> String {
        let time = mail.at.description.filter { $0.isNumber || $0 == "T" }
        let digits = String(mail.number)
        let number = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
        let recipient = (mail.recipients.first ?? "nobody")
            .map { character in
                character.isASCII && (character.isLetter || character.isNumber || "@.-_+".contains(character))
                    ? character : "_"
            }
        return "\(time)-\(number)-\(String(recipient.prefix(100))).eml"
    }
}
