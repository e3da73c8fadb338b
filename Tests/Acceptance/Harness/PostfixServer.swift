// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Debian's Postfix, as an instance of its own: a relay that takes mails for everyone, finds out later who cannot be
/// reached, and says so to the envelope's sender.
final class PostfixServer: Sendable {
    /// For tests that need one.
    static let needed: ConditionTrait = .enabled(
        if: programs != nil && geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/curl"),
        "It takes root, curl, and Postfix, which “make test-deps” unpacks from Debian's package."
    )

    let port: Int
    /// What is its own, and what the commands of the documentation put in place of the machine's folders.
    let folder: String
    private let stage: Stage
    private let child: ChildProcess
    private let environment: [String: String]

    /// Starts it; whatever is for elsewhere goes on to the port `relay`, and comes back after `lifetime`.
    init(on stage: Stage, relayingTo relay: Int, lifetime: Duration) async throws {
        let programs = try #require(Self.programs)
        port = try FreePort.find()
        folder = "\(stage.folder)/postfix"
        self.stage = stage
        environment = [
            "MAIL_CONFIG": "\(folder)/etc",
            "LD_LIBRARY_PATH": "\(programs)/usr/lib/postfix",
            "PATH": "\(programs)/usr/sbin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ]
        // Its parts run under accounts of their own, and have to come by.
        try FileManager.default.setAttributes([.posixPermissions: 0o711], ofItemAtPath: stage.folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        child = try stage.spawn(
            "/bin/sh",
            [PackageRoot.script("postfix.sh"), programs, "\(port)", "\(relay)", "\(lifetime.components.seconds)s"],
            environment: environment
        )
        _ = try await said("daemon started")
    }

    /// Does what a block of commands in the documentation of the mail channel says, in this instance instead of the
    /// machine's: for the account `nobody`, and with what `replacing` puts in place of what stands there.
    func follow(
        _ block: String,
        replacing: [(of: String, with: String)] = [],
        adding variables: [String: String] = [:]
    )
        async throws
    {
        var text = block
        for (part, other) in replacing {
            try #require(text.contains(part), "\(part)")
            text = text.replacing(part, with: other)
        }
        let shell = try stage.spawn(
            "/bin/sh",
            ["-ec", text],
            environment: environment.merging(variables) { $1 },
            folder: folder
        )
        try #require(try await shell.waitForEnd(within: .seconds(20)) == .exited(0), "\(shell.errors.value)")
    }

    /// The block of the documentation that holds these words.
    static func documented(_ words: String) throws -> String {
        let guide = try String(contentsOfFile: "\(PackageRoot.path)/Plugins/Email/README.md", encoding: .utf8)
        let blocks = guide.split(separator: "```sh\n").dropFirst()
            .compactMap { part in part.firstRange(of: "```").map { String(part[..<$0.lowerBound]) } }
        return try #require(blocks.first { $0.contains(words) }, "\(words)")
    }

    /// Hands it a mail as any mail system would.
    ///
    /// - Returns: `taken`, or its refusal.
    func take(_ mail: String, for recipient: String, from sender: String = "") async throws -> String {
        let client = try stage.spawn(
            PackageRoot.python(),
            [PackageRoot.script("send_mail.py"), "\(port)", sender, recipient]
        )
        try client.closeInput(after: mail)
        try #require(try await client.waitForEnd(within: .seconds(20)) == .exited(0), "\(client.errors.value)")
        return client.output.value.joined()
    }

    /// Waits for a line of its log that holds all these words.
    @discardableResult
    func said(_ words: String...) async throws -> String {
        let found = await child.output.first(within: .seconds(30)) { lines in
            lines.first { line in words.allSatisfy { line.contains($0) } }
        }
        guard let found else {
            let last = (child.output.value + child.errors.value).suffix(20).joined(separator: "\n")
            throw NotInTime("“\(words)” in Postfix's log, which ends:\n\(last)", within: .seconds(30))
        }
        return found
    }

    var log: [String] { child.output.value }

    /// Whether nothing waits in it to be sent on.
    func isIdle() throws -> Bool {
        try ["incoming", "active", "deferred"]
            .allSatisfy { queue in
                let names = try FileManager.default.subpathsOfDirectory(atPath: "\(folder)/queue/\(queue)")
                // Folders have one letter.
                return names.allSatisfy { $0.split(separator: "/").allSatisfy { $0.count == 1 } }
            }
    }

    /// Ends it, and all its parts.
    func stop() async throws {
        child.signal(SIGTERM)
        _ = try await child.waitForEnd(within: .seconds(20))
    }

    /// The folder that holds its `usr` and `etc`: where `make test-deps` puts it, else the machine's.
    private static let programs: String? = ["\(PackageRoot.path)/.build/acceptance-tools/postfix", ""]
        .first { FileManager.default.isExecutableFile(atPath: "\($0)/usr/lib/postfix/sbin/master") }
}
