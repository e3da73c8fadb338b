// SPDX-License-Identifier: Apache-2.0

import Simulator

/// The reference library's word on the signatures of captured requests.
enum WebhookVerifier {
    /// `ok`, or what is wrong, for each request.
    static func verdicts(on requests: [SinkRequest], secret: String, stage: Stage) async throws -> [String] {
        let child = try stage.spawn(PackageRoot.python(), [PackageRoot.script("verify_webhooks.py")])
        let lines = requests.map { request in
            let headers = request.headers.map { ($0.name.lowercased(), JSON.string($0.value)) }
            let line: JSON = [
                "secret": .string(secret), "payload": .string(request.text),
                "headers": .object(Dictionary(headers) { first, _ in first }),
            ]
            return line.text + "\n"
        }
        try child.closeInput(after: lines.joined())
        let end = try await child.waitForEnd(within: .seconds(30))
        guard end == .exited(0) else { throw MissingTool(description: child.errors.value.joined(separator: "\n")) }
        return child.output.value
    }
}
