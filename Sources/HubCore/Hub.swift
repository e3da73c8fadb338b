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
    /// That of a message that names none.
    package let locale: LocaleTag
    let engine: any EngineControl
    let untold: UntoldNotices
    let readerTokens: ReaderTokens
    /// What readers may subscribe to by themselves; nil for nothing.
    package let offer: SubscriptionOffer?
    let secrets: DerivedSecretStore?
    let allowance: Mutex<ConfirmationAllowance>
    /// The pages that messages can lead to, the first choice first; empty where there is no status page.
    let pages: [LinkedPage]
    let requestsUnderWay: Mutex<Set<IdempotencyKey>> = Mutex([])
    let audiences: AudienceCatalogue
    let importsUnderWay: Mutex<[AudienceName: ImportProgress]> = Mutex([:])

    /// Here `secrets` resolves what a destination is signed for with, `untold` is what the operators could not be told, as
    /// ``OperatorNotices`` keeps it, and `pages` are the status pages that messages can lead to, the first choice first.
    package init(
        storage: any Storage,
        channels: ChannelDirectory,
        templates: TemplateLibrary,
        playbooks: [Playbook],
        clock: any HubClock,
        publicURL: String,
        locale: LocaleTag,
        readerTokens: ReaderTokens,
        offer: SubscriptionOffer? = nil,
        secrets: DerivedSecretStore? = nil,
        engine: any EngineControl,
        untold: UntoldNotices = UntoldNotices(),
        pages: [LinkedPage] = [],
        audiences: AudienceCatalogue = AudienceCatalogue()
    ) {
        self.storage = storage
        self.channels = channels
        self.templates = templates
        self.playbooks = playbooks
        self.clock = clock
        self.publicURL = publicURL
        self.locale = locale
        self.readerTokens = readerTokens
        self.offer = offer
        self.secrets = secrets
        self.allowance = Mutex(ConfirmationAllowance(offer?.limits ?? ConfirmationAllowance.Limits()))
        self.engine = engine
        self.untold = untold
        self.pages = pages
        self.audiences = audiences
    }

    /// An incident's address at the hub, the same for good; see ``readersLink(of:_:)`` for who finds it there.
    func link(to incident: Incident.ID) -> String { "\(publicURL)/status/incidents/\(incident)" }

    func makeIdentifier<Subject>(_ prefix: StaticString) -> Identifier<Subject> {
        var generator = SystemRandomNumberGenerator()
        return .make(prefix, at: clock.now, using: &generator)
    }
}
