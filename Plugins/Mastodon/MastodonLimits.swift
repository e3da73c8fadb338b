// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import FoundationEssentials

/// What an instance says of its own limits.
struct MastodonLimits {
    private let maxCharacters: Int
    private let addressCharacters: Int

    /// Reads `configuration.statuses` of `/api/v2/instance`; nil where it is not there.
    init?(_ response: HTTPResponse) {
        struct Instance: Decodable {
            struct Configuration: Decodable {
                struct Statuses: Decodable {
                    let max_characters: Int
                    let characters_reserved_per_url: Int
                }

                let statuses: Statuses
            }

            let configuration: Configuration
        }
        guard
            response.status == 200,
            let instance = try? JSONDecoder().decode(Instance.self, from: Data(response.body))
        else { return nil }
        self.maxCharacters = instance.configuration.statuses.max_characters
        self.addressCharacters = instance.configuration.statuses.characters_reserved_per_url
    }

    /// Where the settings count on other limits than the instance's.
    func findings(for settings: MastodonSettings) -> [Finding] {
        var findings: [Finding] = []
        if maxCharacters != settings.maxCharacters {
            findings.append(finding("max_characters", maxCharacters, isTooMuch: maxCharacters < settings.maxCharacters))
        }
        if addressCharacters != settings.addressCharacters {
            let isTooMuch = addressCharacters > settings.addressCharacters
            findings.append(finding("url_characters", addressCharacters, isTooMuch: isTooMuch))
        }
        return findings
    }

    private func finding(_ key: String, _ value: Int, isTooMuch: Bool) -> Finding {
        Finding(
            "limit_differs",
            isTooMuch ? .error : .info,
            "The instance says \(value) where the channel's setting “\(key)” says otherwise.",
            place: key,
            suggestion: "Set “\(key)” to \(value)."
        )
    }
}
