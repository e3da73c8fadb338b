// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import Synchronization

/// How far an import has come.
struct ImportProgress: Encodable {
    let startedAt: Timestamp
    var lines = 0
    var taken = 0
    var setAside = 0

    private enum CodingKeys: String, CodingKey {
        case lines, taken
        case startedAt = "started_at"
        case setAside = "set_aside"
    }
}

extension Hub {
    /// How far the import into an audience has come that is under way.
    package func importProgress(of audience: AudienceName, for principal: Principal) throws(Fault) -> Reply {
        try principal.require(.read)
        guard let progress = importsUnderWay.withLock({ $0[audience] }) else {
            throw Fault(.notFound, "No import into the audience “\(audience)” is under way.")
        }
        return try reply(200, progress)
    }

    /// - Throws: ``FaultCode/requestInProgress`` where another import into the audience is under way: two lists that are
    ///   taken in at once would make a third.
    func beginImport(into audience: AudienceName) throws(Fault) {
        let isFirst = importsUnderWay.withLock { imports in
            guard imports[audience] == nil else { return false }
            imports[audience] = ImportProgress(startedAt: clock.now)
            return true
        }
        guard isFirst else {
            throw Fault(
                .requestInProgress,
                "Another import into the audience “\(audience)” is under way.",
                retryAfter: .seconds(5)
            )
        }
    }

    func note(_ report: ListReport, ofImportInto audience: AudienceName) {
        importsUnderWay.withLock { imports in
            imports[audience]?.lines = report.lines
            imports[audience]?.taken = report.taken
            imports[audience]?.setAside = report.setAside
        }
    }

    func endImport(into audience: AudienceName) { _ = importsUnderWay.withLock { $0.removeValue(forKey: audience) } }
}
