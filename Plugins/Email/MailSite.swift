// SPDX-License-Identifier: Apache-2.0

/// Who takes a domain's mail: the domain itself, or one name for all the domains of a large provider.
///
/// Only a look into DNS could tell who else uses a provider, and a lane must be known without one.
package enum MailSite {
    package static func name(of domain: String) -> String { names[domain] ?? domain }

    private static let groups = [
        "gmail.com": ["googlemail.com"],
        "outlook.com": [
            "hotmail.com", "hotmail.co.uk", "hotmail.de", "hotmail.es", "hotmail.fr", "hotmail.it", "live.com",
            "live.co.uk", "live.de", "live.fr", "live.it", "live.nl", "msn.com", "outlook.de", "outlook.es",
            "outlook.fr", "outlook.it", "passport.com",
        ],
        "yahoo.com": [
            "aol.com", "rocketmail.com", "yahoo.ca", "yahoo.co.in", "yahoo.co.uk", "yahoo.com.au", "yahoo.com.br",
            "yahoo.de", "yahoo.es", "yahoo.fr", "yahoo.in", "yahoo.it", "ymail.com",
        ],
        "icloud.com": ["mac.com", "me.com"],
        "gmx.net": ["gmx.at", "gmx.ch", "gmx.com", "gmx.de"],
    ]

    private static let names = Dictionary(
        groups.flatMap { site, domains in domains.map { ($0, site) } },
        uniquingKeysWith: { first, _ in first }
    )
}
