// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension Acceptance {
    /// Mails signed with a key that OpenSSL made, checked by a library that shares no code with Belfry.
    @Suite struct MailSigning {
        /// How OpenSSL makes a key, as the documentation says, and what of its public half a record holds.
        struct Key: Sendable, CustomTestStringConvertible {
            let testDescription: String
            let arguments: [String]
            let type: String
            /// Of the public half as OpenSSL writes it.
            let recordLength: Int?
        }

        static let keys = [
            Key(
                testDescription: "RSA",
                arguments: ["-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:2048"],
                type: "rsa",
                recordLength: nil
            ),
            Key(testDescription: "Ed25519", arguments: ["-algorithm", "ed25519"], type: "ed25519", recordLength: 32),
        ]

        @Test(arguments: keys)
        func `a receiver that looks up the key finds the mail whole, and a changed one not`(key: Key) async throws {
            try await Stage.play { stage in
                let record = try await Self.make(key, on: stage)
                let mails = try await MailServer(on: stage)
                let hub = try await stage.hub(
                    HubSite(
                        in: stage.folder,
                        port: FreePort.find(),
                        channels: Section.mail(
                            port: mails.port,
                            settings: ", dkim_selector: belfry, dkim_key: \"file:dkim.pem\""
                        ),
                        audiences: Section.audience("buyers", [("mail", "ada@example.com")])
                    )
                )
                _ = try await hub.post(
                    "/v1/incidents",
                    [
                        "title": "Störung beim Bezahlen", "severity": "sev2", "audiences": ["buyers"],
                        "body": "Card  payments fail.\n\n.\n\nFrom 13:35 UTC on, two  spaces stay two.",
                    ]
                )
                let mail = try #require(try await mails.mails(atLeast: 1).first)
                #expect(mail.defects == [])
                let changed = mail.source.replacingOccurrences(of: "Card", with: "Bank")
                let renamed = mail.source.replacingOccurrences(of: "From: Market", with: "From: Mallory")
                #expect(changed != mail.source && renamed != mail.source)
                let verdicts = try await Self.verdicts(on: [mail.source, changed, renamed], record, stage)
                let signed = try #require(verdicts.first)
                #expect(signed.hasPrefix("ok "), "\(signed)")
                for name in ["from:from", "to", "subject", "date", "list-unsubscribe", "list-unsubscribe-post"] {
                    #expect(signed.contains(":\(name):") || signed.contains(" \(name):"), "\(name)")
                }
                #expect(verdicts.dropFirst().allSatisfy { !$0.hasPrefix("ok") }, "\(verdicts)")
            }
        }

        @Test func `a key that cannot sign is named before anything is sent, and not shown`() async throws {
            try await Stage.play { stage in
                let site = try HubSite(
                    in: stage.folder,
                    port: FreePort.find(),
                    channels: Section.mail(
                        port: 9,
                        settings: ", dkim_selector: belfry, dkim_key: \"file:dkim.pem\""
                    ),
                    audiences: Section.audience("buyers", [("mail", "ada@example.com")])
                )
                try site.write(
                    "-----BEGIN PRIVATE KEY-----\nbm8ga2V5\n-----END PRIVATE KEY-----\n",
                    to: "Config/dkim.pem"
                )
                let checked = try await stage.belfry(
                    ["check", "--config", site.configuration],
                    environment: site.environment
                )
                #expect(checked.end == .exited(1))
                #expect(checked.errorText.contains("dkim_key") || checked.text.contains("dkim_key"))
                #expect(!checked.errorText.contains("bm8ga2V5") && !checked.text.contains("bm8ga2V5"))
            }
        }

        /// Writes the key beside the configuration, and returns the record to publish.
        private static func make(_ key: Key, on stage: Stage) async throws -> String {
            try FileManager.default.createDirectory(atPath: "\(stage.folder)/Config", withIntermediateDirectories: true)
            let file = "\(stage.folder)/Config/dkim.pem"
            try await openssl(["genpkey"] + key.arguments + ["-out", file], stage)
            try await openssl(["pkey", "-in", file, "-pubout", "-outform", "DER", "-out", "public.der"], stage)
            let document = try Data(contentsOf: URL(fileURLWithPath: "\(stage.folder)/public.der"))
            let half = key.recordLength.map { document.suffix($0) } ?? document
            return "v=DKIM1; k=\(key.type); p=\(half.base64EncodedString())"
        }

        private static func openssl(_ arguments: [String], _ stage: Stage) async throws {
            let child = try stage.spawn("/usr/bin/env", ["openssl"] + arguments)
            guard try await child.waitForEnd(within: .seconds(60)) == .exited(0) else {
                throw MissingTool(description: "openssl: " + child.errors.value.joined(separator: "\n"))
            }
        }

        private static func verdicts(
            on mails: [String],
            _ record: String,
            _ stage: Stage
        ) async throws -> [String] {
            let child = try stage.spawn(PackageRoot.python(), [PackageRoot.script("verify_dkim.py")])
            let lines = mails.map { mail in
                let line: JSON = [
                    "mail": .string(mail), "name": "belfry._domainkey.market.example", "text": .string(record),
                ]
                return line.text + "\n"
            }
            try child.closeInput(after: lines.joined())
            let end = try await child.waitForEnd(within: .seconds(30))
            guard end == .exited(0) else { throw MissingTool(description: child.errors.value.joined(separator: "\n")) }
            return child.output.value
        }
    }
}
