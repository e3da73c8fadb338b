// SPDX-License-Identifier: Apache-2.0

/// Where an incident or a maintenance stands when an update is published.
public enum Phase: String, Codable, Hashable, Sendable, CaseIterable {
    case investigating
    case identified
    case monitoring
    case resolved
    case postmortem

    case scheduled
    case inProgress = "in_progress"
    case verifying
    case completed

    /// Whether the phase belongs to planned maintenance.
    public var isMaintenance: Bool {
        switch self {
        case .scheduled, .inProgress, .verifying, .completed: true
        case .investigating, .identified, .monitoring, .resolved, .postmortem: false
        }
    }

    /// Whether readers still wait for the next update.
    public var isOpen: Bool {
        switch self {
        case .resolved, .postmortem, .completed: false
        default: true
        }
    }
}
