// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Simulator
import Testing

extension Acceptance {
    /// Canaries in the place of every secret, and a look into everything that the program writes.
    @Suite struct Secrets {
        @Test func `no secret is in a log line, an answer, a file or a message`() async throws {
            try await Stage.play { stage in
                let canaries = Canaries()
                let sink = try await stage.sink([.on("/failing", 500)])
                let mails = try await MailServer(on: stage, user: ("belfry", canaries.password))
                let locked = try await MailServer(on: stage, user: ("belfry", "another password"))
                var site = try Self.site(stage, sink: sink, mails: mails.port, locked: locked.port)
                site.environment = canaries.environment
                let hub = try await stage.hub(site)
                var said = try await Self.use(hub, canaries)
                _ = try await mails.mails(atLeast: 1, to: "ada@example.com")
                _ = await sink.requests(atLeast: 2, path: "/failing", within: .seconds(20))
                let hooks = await sink.requests(atLeast: 1, path: "/hook", within: .seconds(20))
                let verdicts = try await WebhookVerifier.verdicts(on: hooks, secret: canaries.hook, stage: stage)
                #expect(verdicts == ["ok"], "The canary was not the secret that signed.")
                #expect(hooks.first?.header("x-key") == canaries.header)
                for delivery in try await hub.deliveries() {
                    said.append(try await hub.delivery(delivery["id"]?.string ?? "").text)
                }
                #expect(try await hub.terminate() == .exited(0))

                said += hub.log + (hub.process?.output.value ?? [])
                #expect(hub.log.contains { $0.contains("\"debug\"") }, "The log was not at its most talkative.")
                said += mails.mails.map(\.source)
                said += hooks.map {
                    $0.text + $0.headers.filter { $0.name.lowercased() != "x-key" }.map(\.value).joined(separator: "\n")
                }
                for canary in canaries.all {
                    #expect(!said.contains { $0.contains(canary) }, "\(canary.prefix(12))… was written")
                    for file in try Self.files(in: site.data) where !file.hasSuffix("/hub.key") {
                        let content = try #require(FileManager.default.contents(atPath: file))
                        #expect(content.firstRange(of: Data(canary.utf8)) == nil, "\(canary.prefix(12))… is in \(file)")
                    }
                }
            }
        }

        private static func site(_ stage: Stage, sink: HTTPSink, mails: Int, locked: Int) throws -> HubSite {
            let account = ", username: belfry, password: \"env:MAIL_PASSWORD\""
            return try HubSite(
                in: stage.folder,
                port: FreePort.find(),
                channels: [
                    Section.mail(port: mails, settings: account),
                    Section.mail("locked", port: locked, settings: account),
                    Section.hooks(
                        settings: ", secret: \"env:CHANNEL_SECRET\", headers: { x-key: \"env:HEADER_SECRET\" }"
                    ),
                ]
                .joined(separator: "\n"),
                audiences: [
                    Section.audience("readers", [("mail", "ada@example.com"), ("locked", "bo@example.com")]),
                    Section.audience(
                        "partners",
                        [("hooks", sink.url("/hook")), ("hooks", sink.url("/failing"))],
                        more: ", secret: \"env:HOOK_SECRET\""
                    ),
                ]
                .joined(separator: "\n")
            )
        }

        /// Uses every part of the API, rightly and wrongly, and returns what it answered; a new token's own text excepted.
        private static func use(_ hub: HubProcess, _ canaries: Canaries) async throws -> [String] {
            var said: [String] = []
            func post(_ path: String, _ body: JSON, token: String? = canaries.token) async throws -> Answer {
                let answer = try await hub.post(path, body, token: token)
                said.append(answer.text + "\(answer.headers)")
                return answer
            }
            let message: JSON = ["title": "Hello", "body": "Text", "to": ["readers", "partners"]]
            #expect(try await post("/v1/messages", message).status == 202)
            #expect(try await post("/v1/preview", message).status == 200)
            #expect(try await post("/v1/messages", message, token: canaries.token + "x").status == 401)
            #expect(try await post("/v1/messages", ["title": "Hello"]).status == 422)
            for channel in ["mail", "locked", "hooks"] { _ = try await post("/v1/channels/\(channel)/test", [:]) }
            for path in ["/v1/channels", "/v1/deliveries", "/v1/tokens", "/v1/incidents", "/v1/nothing", "/readyz"] {
                said.append(try await hub.get(path, token: canaries.token).text)
            }
            return said
        }

        private static func files(in folder: String) throws -> [String] {
            try FileManager.default.subpathsOfDirectory(atPath: folder).map { "\(folder)/\($0)" }
                .filter { path in
                    var isFolder = false
                    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder
                }
        }
    }
}

/// Secrets that occur nowhere else.
private struct Canaries {
    let token = "canary-token-5f1c9a7e2b4d"
    let password = "canary-password-88e2d1c0"
    let header = "canary-header-3c5b7a9f01"
    let hook = "whsec_Y2FuYXJ5LXdlYmhvb2stc2VjcmV0LTMyLWJ5dGVzISE="
    let channel = "whsec_Y2FuYXJ5LWNoYW5uZWwtc2VjcmV0LTMyLWJ5dGVzISE="

    var environment: [String: String] {
        [
            "BELFRY_BOOTSTRAP_TOKEN": token, "HOOK_SECRET": hook, "CHANNEL_SECRET": channel, "MAIL_PASSWORD": password,
            "HEADER_SECRET": header, "BELFRY_LOG": "debug",
        ]
    }

    /// As they are written, and as they are where their encoding has been taken off or put on.
    var all: [String] {
        let keys = ["canary-webhook-secret-32-bytes", "canary-channel-secret-32-bytes"]
        let encoded = [token, password].map { Data($0.utf8).base64EncodedString() }
        return [token, password, header] + [hook, channel].map { String($0.dropFirst(6)) } + keys + encoded
    }
}
