// SPDX-License-Identifier: Apache-2.0

/// How much is measured with.
package struct Scale: Sendable, Hashable {
    /// Endpoints of the webhook fan-out, and posts of the bare loop.
    package var endpoints: Int
    /// Recipients of the mail fan-out.
    package var recipients: Int
    /// Seconds of messages at ``acceptRate``, idle; half as many under a fan-out.
    package var acceptSeconds: Int
    package var acceptRate = 200
    /// Urgent incidents at ``urgentRate``, for each of the situations.
    package var urgentCount: Int
    package var urgentRate = 25
    /// Deliveries pending behind which urgent ones overtake, and with which a killed hub starts.
    package var backlog: Int
    /// The audience that growth compares with ``largeAudience``.
    package var smallAudience = 10_000
    package var largeAudience: Int
    package var alerts: Int
    package var appriseURLs: Int

    /// A few minutes: enough to see whether a change helped.
    package static let small = Scale(
        endpoints: 40_000,
        recipients: 10_000,
        acceptSeconds: 5,
        urgentCount: 60,
        backlog: 100_000,
        largeAudience: 100_000,
        alerts: 10_000,
        appriseURLs: 400
    )

    /// The figures of the architecture's table.
    package static let full = Scale(
        endpoints: 200_000,
        recipients: 100_000,
        acceptSeconds: 30,
        urgentCount: 500,
        backlog: 1_000_000,
        largeAudience: 1_000_000,
        alerts: 30_000,
        appriseURLs: 3_000
    )

    package static let names = ["small", "full"]

    package init?(named name: String) {
        switch name {
        case "small": self = .small
        case "full": self = .full
        default: return nil
        }
    }

    package init(
        endpoints: Int,
        recipients: Int,
        acceptSeconds: Int,
        urgentCount: Int,
        backlog: Int,
        largeAudience: Int,
        alerts: Int,
        appriseURLs: Int
    ) {
        self.endpoints = endpoints
        self.recipients = recipients
        self.acceptSeconds = acceptSeconds
        self.urgentCount = urgentCount
        self.backlog = backlog
        self.largeAudience = largeAudience
        self.alerts = alerts
        self.appriseURLs = appriseURLs
    }
}
