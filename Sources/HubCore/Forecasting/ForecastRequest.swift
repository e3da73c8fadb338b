// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit

/// Asking whom a message would reach: what is given, read from JSON.
package struct ForecastRequest: Sendable {
    let audiences: [AudienceName]
    let channels: Set<ChannelName>?
    let severity: Severity?
    let components: [ComponentName]

    package init(_ document: Document) throws(Fault) {
        let problems = Problems(.request)
        let fields = Fields(document, problems: problems)
        self.audiences = fields.parsedList("audiences", "an audience's name") { AudienceName($0) } ?? []
        self.channels = fields.parsedList("channels", "a channel's name") { ChannelName($0) }.map { Set($0) }
        self.severity = fields.parsed("severity", "a severity", choices: Severity.allCases.map(\.rawValue)) {
            Severity(rawValue: $0)
        }
        self.components = fields.parsedList("components", "a component's name") { ComponentName($0) } ?? []
        if audiences.isEmpty { fields.problem("audiences", "Nobody is named.", suggestion: "Name audiences.") }
        fields.finish()
        try problems.throwIfAny()
    }
}

extension Hub {
    /// Whom a message with these facts would reach on which channel, and how long that takes: counted to the last member,
    /// however many there are.
    package func forecast(_ request: ForecastRequest, for principal: Principal) async throws(Fault) -> Reply {
        try principal.require(.read)
        try await storage.read { reader throws(Fault) in
            try self.requireAudiences(request.audiences, in: reader, at: "/audiences")
        }
        let facts = Facts(severity: request.severity, components: request.components, publishedAt: clock.now)
        let recipients = audiences.recipients(request.audiences, channels: request.channels)
        return try reply(200, await forecast(of: recipients, facts: facts, within: nil))
    }
}
