// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// The page for programs, in the shapes of Statuspage's public API, version 2.
///
/// Every list is there, also an empty one; every key is, with null where there is nothing to say.
struct StatusJSON {
    /// The newest so many incidents are listed.
    private static let limit = 50

    let profile: PageProfile
    let state: PageState
    let record: PageRecord

    /// Every answer by its path below the page's folder.
    var files: [FileSet.File] {
        let incidents = state.all.filter { !$0.isNotice && !$0.isMaintenance }
        let maintenance = state.all.filter { !$0.isNotice && $0.isMaintenance }
        let planned = maintenance.filter { $0.phase == .scheduled }
        let active = maintenance.filter(\.isActiveMaintenance)
        let unresolved = incidents.filter(\.isOpen)
        return [
            file("components", ["page": page, "components": .list(components)]),
            file("incidents", ["page": page, "incidents": list(incidents.prefix(Self.limit))]),
            file("incidents/unresolved", ["page": page, "incidents": list(unresolved[...])]),
            file(
                "scheduled-maintenances",
                ["page": page, "scheduled_maintenances": list(maintenance.prefix(Self.limit))]
            ),
            file("scheduled-maintenances/upcoming", ["page": page, "scheduled_maintenances": list(planned[...])]),
            file("scheduled-maintenances/active", ["page": page, "scheduled_maintenances": list(active[...])]),
            file("status", ["page": page, "status": status]),
            file(
                "summary",
                [
                    "page": page, "components": .list(components), "incidents": list(unresolved[...]),
                    "scheduled_maintenances": list((planned + active)[...]), "status": status,
                ]
            ),
        ]
    }

    private func file(_ name: String, _ content: KeyValuePairs<String, JSONText>) -> FileSet.File {
        FileSet.File("api/v2/\(name).json", JSONText.object(content).bytes)
    }

    private var page: JSONText {
        .object([
            "id": .text(profile.name.text), "name": .text(profile.title), "url": .text(profile.url),
            "time_zone": .text(profile.timeZone), "updated_at": .time(record.updatedAt),
        ])
    }

    private var status: JSONText {
        .object(["indicator": .text(state.indicator.rawValue), "description": .text(state.indicator.description)])
    }

    // MARK: Components

    private var locale: LocaleTag { profile.languages.first?.locale ?? .english }

    /// The groups' names, in the order of their first members.
    private var groups: [String] {
        var seen: Set<String> = []
        return state.components.compactMap { $0.component.group?(locale) }.filter { seen.insert($0).inserted }
    }

    private func groupID(_ name: String?) -> String? {
        name.flatMap { groups.firstIndex(of: $0) }.map { "group-\($0 + 1)" }
    }

    private var components: [JSONText] {
        let lines = state.components.enumerated().map { component($1, position: $0 + 1) }
        return lines
            + groups.enumerated()
            .map { index, name in
                let members = state.components.filter { $0.component.group?(locale) == name }
                return .object([
                    "id": .text("group-\(index + 1)"), "name": .text(name),
                    "status": .text((members.map(\.state).max() ?? .operational).rawValue),
                    "created_at": .time(record.createdAt),
                    "updated_at": .time(members.compactMap(\.changedAt).max() ?? record.createdAt),
                    "position": .number(state.components.count + index + 1), "description": .null,
                    "showcase": .flag(false), "start_date": .null, "group_id": .null,
                    "page_id": .text(profile.name.text), "group": .flag(true), "only_show_if_degraded": .flag(false),
                    "components": .list(members.map { .text($0.component.name.text) }),
                ])
            }
    }

    private func component(_ item: PageState.Component, position: Int) -> JSONText {
        let journeys = item.component.journeys.map { $0(locale) }.joined(separator: ", ")
        return .object([
            "id": .text(item.component.name.text), "name": .text(item.component.title(locale)),
            "status": .text(item.state.rawValue), "created_at": .time(record.createdAt),
            "updated_at": .time(item.changedAt ?? record.createdAt), "position": .number(position),
            "description": journeys.isEmpty ? .null : .text(journeys), "showcase": .flag(true), "start_date": .null,
            "group_id": .optional(groupID(item.component.group?(locale))), "page_id": .text(profile.name.text),
            "group": .flag(false), "only_show_if_degraded": .flag(false),
        ])
    }

    // MARK: Incidents

    private func list(_ incidents: ArraySlice<PageIncident>) -> JSONText { .list(incidents.map(incident)) }

    private func incident(_ incident: PageIncident) -> JSONText {
        let mark = incident.isDrill ? "[\(Message.exerciseMark(locale: locale))] " : ""
        let concerned = incident.components.compactMap { name in
            state.components.enumerated().first { $0.element.component.name == name }
        }
        let id = JSONText.text(incident.id)
        let name = JSONText.text(mark + incident.title(in: "").text)
        let address = JSONText.text(profile.address(of: incident))
        let start = JSONText.time(incident.startedAt ?? incident.createdAt)
        let updates = JSONText.list(self.updates(of: incident))
        let components = JSONText.list(concerned.map { component($0.element, position: $0.offset + 1) })
        let page = JSONText.text(profile.name.text)
        let shared: KeyValuePairs<String, JSONText> = [
            "id": id, "name": name, "status": .text(incident.phase.rawValue), "created_at": .time(incident.createdAt),
            "updated_at": .time(incident.updatedAt), "monitoring_at": .time(incident.monitoringAt),
            "resolved_at": .time(incident.resolvedAt), "impact": .text(incident.indicator.rawValue),
            "shortlink": address, "started_at": start, "page_id": page, "incident_updates": updates,
            "components": components, "reminder_intervals": .null,
            "postmortem_body": .optional(incident.review.map { PlainUpdate.text(of: $0, in: "") }),
            "postmortem_body_last_updated_at": .time(incident.review?.publishedAt),
            "postmortem_published_at": .time(incident.updates.first { $0.phase == .postmortem }?.publishedAt),
        ]
        guard incident.isMaintenance else { return .object(shared) }
        let planned: KeyValuePairs<String, JSONText> = [
            "scheduled_for": .time(incident.plannedStart ?? incident.createdAt),
            "scheduled_until": .time(incident.plannedEnd ?? incident.resolvedAt),
        ]
        return .joined([shared, planned])
    }

    /// The updates, newest first, each with what it changed for the components that the page lists.
    private func updates(of incident: PageIncident) -> [JSONText] {
        var states: [ComponentName: ComponentState] = [:]
        let updates = incident.updates.map { update -> JSONText in
            let after = ComponentState(severity: update.severity, phase: update.phase)
            let affected = update.components.compactMap { name -> JSONText? in
                guard let title = state.components.first(where: { $0.component.name == name })?.component.title(locale)
                else { return nil }
                let before = states.updateValue(after, forKey: name) ?? .operational
                return .object([
                    "code": .text(name.text), "name": .text(title), "old_status": .text(before.rawValue),
                    "new_status": .text(after.rawValue),
                ])
            }
            return .object([
                "id": .text(update.id), "status": .text((update.phase ?? incident.phase).rawValue),
                "body": .text(PlainUpdate.text(of: update, in: "")), "incident_id": .text(incident.id),
                "created_at": .time(update.publishedAt), "updated_at": .time(update.publishedAt),
                "display_at": .time(update.publishedAt),
                "affected_components": affected.isEmpty ? .null : .list(affected), "deliver_notifications": .flag(true),
                "custom_tweet": .null, "tweet_id": .null,
            ])
        }
        return updates.reversed()
    }
}
