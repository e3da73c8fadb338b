// SPDX-License-Identifier: Apache-2.0

package import Announcement
import FoundationEssentials

/// What one page is made from: every incident, maintenance and notice that it was told of.
///
/// It is kept beside the page's folder, never in it, so that no web server gives it out.
package struct PageRecord: Codable, Hashable, Sendable {
    package var schema: Int
    /// When the page was first written.
    package var createdAt: Timestamp
    /// What the page looked like when every file of it was last written: see ``PageSite/layout``.
    package var layout: String
    /// The main language.
    package var locale: LocaleTag
    /// The tags of the further languages that destinations ask for, in order.
    package var languages: [String]
    /// By their ids.
    package var incidents: [PageIncident]

    package enum CodingKeys: String, CodingKey {
        case schema, layout, locale, languages, incidents
        case createdAt = "created_at"
    }

    package static let currentSchema = 1

    /// A page on which nothing has happened.
    package init(at now: Timestamp, locale: LocaleTag = .english) {
        self.schema = PageRecord.currentSchema
        self.createdAt = now
        self.layout = ""
        self.locale = locale
        self.languages = []
        self.incidents = []
    }

    /// Reads a record; nil where it is none of this schema.
    package init?(_ bytes: [UInt8]) {
        guard
            let record = try? JSONDecoder().decode(PageRecord.self, from: Data(bytes)),
            record.schema == PageRecord.currentSchema
        else { return nil }
        self = record
    }

    /// The record as JSON with its keys in order: equal records are equal bytes.
    package func json() throws(Fault) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        do {
            return Array(try encoder.encode(self))
        } catch {
            throw Fault(.internalError, "The page's record could not be written as JSON.")
        }
    }

    /// When the page last said something new.
    package var updatedAt: Timestamp { incidents.map(\.updatedAt).max() ?? createdAt }

    package subscript(id: String) -> PageIncident? { incidents.first { $0.id == id } }
}
