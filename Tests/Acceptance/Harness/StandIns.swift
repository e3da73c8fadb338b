// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import Foundation
import Simulator
import Transport

/// `belfry simulate` with a configuration of every channel, and the hub that runs with it.
struct StandIns: Sendable {
    let folder: String
    let base: String
    let hub: HubProcess
    private let http: CurlHTTPClient

    /// Starts both.
    static func start(on stage: Stage) async throws -> StandIns {
        let folder = "\(stage.folder)/standins"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let port = try FreePort.find()
        let child = try stage.spawn(
            PackageRoot.program(),
            [
                "simulate", "--http-port", "0", "--smtp-port", "0", "--configuration", "\(folder)/Config", "--hub-port",
                "\(port)",
                "--templates", "\(PackageRoot.path)/Templates",
            ]
        )
        let line = try await child.line(beginning: "HTTP sink on ", within: .seconds(30))
        guard let sink = line.split(separator: ":").compactMap({ Int($0.prefix { $0.isNumber }) }).first else {
            throw MissingTool(description: "The simulator says: \(line)")
        }
        let text = try String(contentsOfFile: "\(folder)/Config/belfry.yaml", encoding: .utf8)
        let hub = try await stage.hub(HubSite(in: folder, port: port, configuration: text))
        return StandIns(folder: folder, base: "http://127.0.0.1:\(sink)", hub: hub, http: try CurlHTTPClient())
    }

    /// What the providers' readers see.
    func posts() async throws -> [ProviderPost] {
        try JSONDecoder().decode([ProviderPost].self, from: Data(try await call("GET", "/_sink/posts").body))
    }

    /// Has everything below a path answered so; nothing else is touched.
    ///
    /// The root stands for itself alone.
    func spoil(_ path: String, _ answer: String) async throws {
        let rule = #"{"path": "\#(path)", "exact": \#(path == "/"), "answers": [\#(answer)]}"#
        let taken = try await call("PUT", "/_sink/script", #"{"rules": [\#(rule)]}"#)
        guard taken.status < 300 else {
            throw MissingTool(description: "The script was not taken: \(String(decoding: taken.body, as: UTF8.self))")
        }
    }

    /// Sends one message to everyone.
    ///
    /// - Returns: its id.
    func send(_ body: String, title: String = "Notice") async throws -> String {
        let answer = try await hub.post(
            "/v1/messages",
            ["title": .string(title), "body": .string(body), "to": ["buyers", "partners"]]
        )
        guard answer.status == 202, let id = answer["id"]?.string else {
            throw MissingTool(description: "The message was not taken: \(answer.status) \(answer.text)")
        }
        return id
    }

    @discardableResult
    func call(_ method: String, _ path: String, _ body: String = "") async throws -> HTTPResponse {
        try await http.execute(
            HTTPRequest(
                method: method,
                url: base + path,
                body: Array(body.utf8),
                allowsPrivateNetworks: true,
                responseLimit: 256 * 1_024 * 1_024
            )
        )
    }
}
