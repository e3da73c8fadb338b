// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import Simulator

/// A browser's own view of what was pushed to it: decrypted by a library that shares no code with Belfry.
enum PushReader {
    /// What each request holds.
    static func read(_ requests: [SinkRequest], by browser: BrowserSubscription, on stage: Stage) async throws -> [JSON]
    {
        let child = try stage.spawn(PackageRoot.python(), [PackageRoot.script("read_push.py")])
        let lines = requests.map { request in
            let line: JSON = [
                "body": .string(Base64URL.encoded(request.body)), "private_key": .string(browser.privateKey),
                "auth": .string(browser.auth),
            ]
            return line.text + "\n"
        }
        try child.closeInput(after: lines.joined())
        let end = try await child.waitForEnd(within: .seconds(30))
        guard end == .exited(0) else { throw MissingTool(description: child.errors.value.joined(separator: "\n")) }
        return try child.output.value.map { try JSON($0) }
    }
}
