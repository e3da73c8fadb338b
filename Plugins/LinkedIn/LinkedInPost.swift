// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The body of `POST /rest/posts`.
struct LinkedInPost: Encodable {
    private struct Distribution: Encodable {
        let feedDistribution = "MAIN_FEED"
        let targetEntities: [String] = []
        let thirdPartyDistributionChannels: [String] = []
    }

    private let author: String
    private let commentary: String
    private let visibility: String
    private let distribution = Distribution()
    private let lifecycleState = "PUBLISHED"
    private let isReshareDisabledByAuthor = false

    init(_ commentary: String, by author: String, for visibility: LinkedInSettings.Visibility) {
        self.author = author
        self.commentary = commentary
        self.visibility = visibility == .everybody ? "PUBLIC" : "CONNECTIONS"
    }

    var json: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return Array(try encoder.encode(self))
        }
    }
}
