// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// All files of one page, as they follow from its record and its settings: pure, without a clock.
package struct PageSite: Sendable {
    /// Bytes of the first view: the page, its style, its script and its sign, uncompressed.
    package static let firstView = 50_000

    package let profile: PageProfile
    package let record: PageRecord
    package let state: PageState
    /// Changes when and only when what is shown does.
    package let version: String
    private let memo: TextMemo

    /// Here `record` is what the page is to show.
    init(
        _ name: PageName,
        record: PageRecord,
        settings: StatusPageSettings,
        publicURL: String,
        memo: TextMemo
    ) throws(Fault) {
        self.memo = memo
        var record = record
        profile = PageProfile(name, settings: settings, publicURL: publicURL, record: record)
        record.layout = try PageSite.layout(of: profile)
        self.record = record
        state = PageState(record, components: profile.components)
        version = Fingerprint.of(try record.json())
    }

    /// Stands for everything on a page but what is said on it: where it changes, every file has to be written again.
    package static func layout(of profile: PageProfile) throws(Fault) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        do {
            return Fingerprint.of(Array(StatusPageChannel.manifest.version.utf8) + Array(try encoder.encode(profile)))
        } catch {
            throw Fault(.internalError, "The page's settings could not be written as JSON.")
        }
    }

    /// The files to be written, what is linked to before what links: pages of incidents, feeds, programs' answers, then
    /// the page itself, and last the mark of its version.
    ///
    /// Here `present` is the record so far, `changed` the only incident that the new one shows otherwise, where that is
    /// known; with nil every incident's page is written.
    package func files(after present: PageRecord?, changed: String?, in directory: String) throws(Fault) -> FileSet {
        let isSameLayout = present?.layout == record.layout && present?.languages == record.languages
        let incidents = isSameLayout && changed != nil ? state.all.filter { $0.id == changed } : state.all
        let writers = profile.languages.map {
            PageWriter(profile, state, $0, at: record.updatedAt, version: version, memo: memo)
        }
        var files = [
            FileSet.File("style.css", StyleSheet.text), FileSet.File("live.js", LiveScript.text),
            FileSet.File("icon.svg", PageIcon.text),
        ]
        for writer in writers { files += pages(of: incidents, writer) }
        for language in profile.languages {
            let entries = FeedEntry.all(state, profile, language, memo)
            files +=
                PageFeeds(profile: profile, language: language, entries: entries, updatedAt: record.updatedAt).files
            let maintenance = state.all.filter { $0.isMaintenance && !$0.isNotice }
            files.append(MaintenanceCalendar(profile: profile, language: language, maintenance: maintenance).file)
        }
        files += StatusJSON(profile: profile, state: state, record: record).files
        let frame = [StyleSheet.text, LiveScript.text, PageIcon.text].reduce(0) { $0 + $1.utf8.count }
        let limit = PageSite.firstView - frame
        for writer in writers.reversed() {
            files.append(FileSet.File(writer.language.home + "index.html", writer.index(limit: limit)))
        }
        files.append(FileSet.File("version.json", JSONText.object(["version": .text(version)]).bytes))
        return FileSet(
            directory: directory,
            record: try record.json(),
            files: files,
            removed: present.map { removed(since: $0) } ?? []
        )
    }

    private func pages(of incidents: [PageIncident], _ writer: PageWriter) -> [FileSet.File] {
        let home = writer.language.home
        return incidents.map { FileSet.File("\(home)incidents/\($0.id)/index.html", writer.page(of: $0)) }
            + writer.months.map { FileSet.File("\(home)history/\($0)/index.html", writer.history(of: $0)) }
            + [FileSet.File("\(home)history/index.html", writer.history())]
    }

    /// The pages of what the record no longer has.
    private func removed(since present: PageRecord) -> [String] {
        let ids = Set(present.incidents.map(\.id)).subtracting(record.incidents.map(\.id)).sorted()
        let months = Set(present.incidents.map(\.month)).subtracting(record.incidents.map(\.month)).sorted()
        return profile.languages.flatMap { language in
            ids.map { "\(language.home)incidents/\($0)/index.html" }
                + months.map { "\(language.home)history/\($0)/index.html" }
        }
    }
}

/// FNV-1a with 64 bits in hexadecimal: tells two contents apart, proves nothing.
enum Fingerprint {
    static func of(_ bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
