// SPDX-License-Identifier: Apache-2.0

package import Announcement
import FoundationEssentials

/// The content of one banner file: all that a page needs, in one small JSON object (`banner.schema.json`).
package struct BannerFile: Codable, Hashable, Sendable {
    /// An incident whose banner has gone, remembered so that a straggling older update does not bring it back.
    package struct Closed: Codable, Hashable, Sendable {
        package var id: String
        /// Absent where the banner was for everyone.
        package var audience: AudienceName?
        package var sequence: Int
        /// When no older update can be under way any more.
        package var until: Timestamp
    }

    package var schema: Int
    package var generatedAt: Timestamp
    /// When the last banner ends: past it there is nothing to show, even if the file is never written again.
    package var expiresAt: Timestamp
    /// Seconds after which pages look again.
    package var pollAfterSeconds: Int
    /// Changes when and only when what is shown does.
    package var etag: String
    /// The most urgent first.
    package var banners: [BannerEntry]
    package var closed: [Closed]

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case schema, etag, banners, closed
        case generatedAt = "generated_at"
        case expiresAt = "expires_at"
        case pollAfterSeconds = "poll_after_s"
    }

    package static let currentSchema = 1

    /// An empty file.
    package init(at now: Timestamp, pollAfterSeconds: Int) {
        self.schema = BannerFile.currentSchema
        self.generatedAt = now
        self.expiresAt = now
        self.pollAfterSeconds = pollAfterSeconds
        self.etag = ""
        self.banners = []
        self.closed = []
    }

    /// Reads a file; nil where it is none of this schema.
    package init?(_ bytes: [UInt8]) {
        guard
            bytes.count <= 1 << 20, let file = try? JSONDecoder().decode(BannerFile.self, from: Data(bytes)),
            file.schema == BannerFile.currentSchema
        else { return nil }
        self = file
    }

    /// Whether only the moment of writing differs.
    package func shows(theSameAs other: BannerFile) -> Bool {
        banners == other.banners && closed == other.closed && pollAfterSeconds == other.pollAfterSeconds
            && etag == other.etag
    }

    /// The file as JSON with its keys in order; slashes are escaped, so that a page may hold it in a script element.
    package func json() throws(Fault) -> [UInt8] { try BannerFile.json(of: self) }

    static func json(of value: some Encodable) throws(Fault) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        do {
            return Array(try encoder.encode(value))
        } catch {
            throw Fault(.internalError, "The banner could not be written as JSON.")
        }
    }
}
