// SPDX-License-Identifier: Apache-2.0

import Banner
import Email
import HubCore
import Webhook

extension PluginCatalog {
    /// Every adapter that is part of the program: to add one, declare its target in `Package.swift` and name it here.
    static var builtIn: PluginCatalog {
        var catalog = PluginCatalog()
        catalog.register(BannerChannel.self)
        catalog.register(EmailChannel.self)
        catalog.register(WebhookChannel.self)
        return catalog
    }
}
