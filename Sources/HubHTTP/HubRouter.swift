// SPDX-License-Identifier: Apache-2.0

package import Announcement
import HTTPTypes
package import HubCore
package import Hummingbird

/// Every path of the hub, and what stands before all of them.
package struct HubRouter {
    private let hub: Hub
    private let authenticator: Authenticator
    private let settings: Settings

    package struct Settings: Sendable {
        /// Bytes of a request's body at the most.
        package var maximumBody: Int
        /// Requests under way at once at the most; more are asked to come back.
        package var maximumRequests: Int
        /// The folders of the banner channels' files, by their channels' names.
        package var bannerDirectories: [String]
        package var statusPages: StatusPages
        /// What takes in what came back; without it nothing is taken.
        package var bounces: BounceIntake?
        /// Whether the hub is ready to serve; nil once it is, otherwise why not.
        package var unreadiness: @Sendable () async -> Fault?

        package init(
            maximumBody: Int = 256 * 1_024,
            maximumRequests: Int = 512,
            bannerDirectories: [String] = [],
            statusPages: StatusPages = StatusPages(),
            bounces: BounceIntake? = nil,
            unreadiness: @escaping @Sendable () async -> Fault? = { nil }
        ) {
            self.maximumBody = maximumBody
            self.maximumRequests = maximumRequests
            self.bannerDirectories = bannerDirectories
            self.statusPages = statusPages
            self.bounces = bounces
            self.unreadiness = unreadiness
        }
    }

    package init(hub: Hub, authenticator: Authenticator, settings: Settings = Settings()) {
        self.hub = hub
        self.authenticator = authenticator
        self.settings = settings
    }

    package func build() -> Router<HubContext> {
        let router = Router(context: HubContext.self, options: .autoGenerateHeadEndpoints)
        router.addMiddleware {
            TraceMiddleware()
            FaultMiddleware()
            CrowdMiddleware(capacity: settings.maximumRequests)
        }
        let api = APIGroup(router: router, authenticator: authenticator, maximumBody: settings.maximumBody)
        IncidentRoutes(hub: hub).add(to: api)
        MessageRoutes(hub: hub).add(to: api)
        DeliveryRoutes(hub: hub).add(to: api)
        RecoveryRoutes(hub: hub).add(to: api)
        ReportRoutes(hub: hub).add(to: api)
        ChannelRoutes(hub: hub).add(to: api)
        TokenRoutes(hub: hub).add(to: api)
        if let bounces = settings.bounces {
            let size = max(settings.maximumBody, BounceRoutes.maximumBody)
            BounceRoutes(intake: bounces)
                .add(to: APIGroup(router: router, authenticator: authenticator, maximumBody: size))
        }
        SubscriberRoutes(hub: hub).add(to: api)
        AudienceRoutes(hub: hub).add(to: api)
        SuppressionRoutes(hub: hub).add(to: api)
        CatalogueRoutes().add(to: router)
        BannerRoutes(directories: settings.bannerDirectories).add(to: router)
        SubscribeRoutes(hub: hub).add(to: router)
        PreferencesRoutes(hub: hub).add(to: router)
        FeedbackRoutes(hub: hub).add(to: router)
        UnsubscribeRoutes(hub: hub).add(to: router)
        StatusRoutes(pages: settings.statusPages, incidents: IncidentPageRoutes(hub: hub)).add(to: router)
        OperationsRoutes(unreadiness: settings.unreadiness).add(to: router)
        refuseOtherMethods(on: router)
        return router
    }

    /// A path that exists answers a method it does not take with 405 and the ones it takes (RFC 9110 15.5.6).
    private func refuseOtherMethods(on router: Router<HubContext>) {
        let methods: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete]
        for (path, routes) in Dictionary(grouping: router.routes, by: { $0.path.description }) {
            let taken = methods.filter { method in routes.contains { $0.method == method } }
            let allowed = taken.map(\.rawValue).joined(separator: ", ")
            for method in methods where !taken.contains(method) {
                router.on(RouterPath(path), method: method) { request, _ -> Response in
                    let fault = Fault(
                        .methodNotAllowed,
                        "This path does not take \(request.method.rawValue).",
                        suggestedAction: "Use one of: \(allowed).",
                        context: ["where": request.uri.path, "allow": allowed]
                    )
                    throw fault
                }
            }
        }
    }
}
