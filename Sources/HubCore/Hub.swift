// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
package import Composition
package import DeliveryEngine
package import Incidents
import Outbox
import Synchronization

/// The use cases: what people and tools can have the hub do, whatever door they come in by.
///
/// Each is a method in a file of its own under `UseCases/`.
package final class Hub: Sendable {
    let storage: any Storage
    let channels: ChannelDirectory
    let templates: TemplateLibrary
    let playbooks: [Playbook]
    let clock: any HubClock
    /// The hub's address as readers see it, without a slash at its end.
    package let publicURL: String
    let locale: LocaleTag
    let engine: any EngineControl
    let untold: UntoldNotices
    let unsubscribeLinks: UnsubscribeLinks
    let requestsUnderWay: Mutex<Set<IdempotencyKey>> = Mutex([])
    let audiences: AudienceCatalogue
    let importsUnderWay: Mutex<[AudienceName: ImportProgress]> = Mutex([:])

    /// Here `untold` is what the operators could not be told, as ``OperatorNotices`` keeps it.
    package init(
        storage: any Storage,
        channels: ChannelDirectory,
        templates: TemplateLibrary,
        playbooks: [Playbook],
        clock: any HubClock,
        publicURL: String,
        locale: LocaleTag,
        unsubscribeLinks: UnsubscribeLinks,
        engine: any EngineControl,
        untold: UntoldNotices = UntoldNotices(),
        audiences: AudienceCatalogue = AudienceCatalogue()
    ) {
        self.storage = storage
        self.channels = channels
        self.templates = templates
        self.playbooks = playbooks
        self.clock = clock
        self.publicURL = publicURL
        self.locale = locale
        self.unsubscribeLinks = unsubscribeLinks
        self.engine = engine
        self.untold = untold
        self.audiences = audiences
    }

    /// Where readers find an incident.
    func link(to incident: Incident.ID) -> String { "\(publicURL)/status/incidents/\(incident)" }

    func makeIdentifier<Subject>(_ prefix: StaticString) -> Identifier<Subject> {
        var generator = SystemRandomNumberGenerator()
        return .make(prefix, at: clock.now, using: &generator)
    }
}
