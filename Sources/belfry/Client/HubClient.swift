// SPDX-License-Identifier: Apache-2.0

import Announcement
import ArgumentParser
import ChannelKit
import FoundationEssentials
import Glibc
import HubCore
import Transport

/// How a command finds its hub and identifies itself.
struct HubOptions: ParsableArguments {
    @Option(help: "The hub's address; else BELFRY_URL, else where the configuration says the hub listens.")
    var server: String?

    @Option(help: "The token; else BELFRY_TOKEN. A token on a command line can be seen by others on the machine.")
    var token: String?

    @OptionGroup var common: CommonOptions

    var json: Bool { common.json }

    func client() throws(Fault) -> HubClient {
        var address = server ?? environment("BELFRY_URL") ?? ""
        if address.isEmpty { address = try configured() ?? "http://127.0.0.1:8080" }
        return try HubClient(
            address: address.hasSuffix("/") ? String(address.dropLast()) : address,
            token: (token ?? environment("BELFRY_TOKEN")).map { Secret($0) }
        )
    }

    private func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Where the configuration's hub listens: only that is read, so that a client needs none of its secrets.
    private func configured() throws(Fault) -> String? {
        guard let content = FileManager.default.contents(atPath: common.config) else {
            guard common.config != CommonOptions.standardConfig else { return nil }
            throw Fault(
                .configurationUnreadable,
                "The configuration file cannot be read.",
                context: ["where": common.config]
            )
        }
        let document = try Document.yaml(String(decoding: content, as: UTF8.self), file: common.config)
        return document["hub"]?["listen"]?.string.map { "http://\($0)" }
    }
}

/// Talks to a hub over its own API.
struct HubClient {
    private let address: String
    private let token: Secret?
    private let http: CurlHTTPClient

    init(address: String, token: Secret?) throws(Fault) {
        self.address = address
        self.token = token
        self.http = try CurlHTTPClient(userAgent: "belfry-cli/1")
    }

    /// - Throws: the fault that the hub answered with, or the network's.
    @discardableResult
    func send(
        _ method: String,
        _ path: String,
        body: Document? = nil,
        idempotencyKey: String? = nil,
        timeout: Duration = .seconds(30)
    ) async throws(Fault) -> Document {
        var headers = [HTTPHeader("accept", "application/json")]
        if let token { headers.append(HTTPHeader("authorization", "Bearer \(token.reveal())")) }
        if let idempotencyKey { headers.append(HTTPHeader("idempotency-key", idempotencyKey)) }
        var content: [UInt8] = []
        if let body {
            headers.append(HTTPHeader("content-type", "application/json"))
            content = try JSONText.encode(body)
        }
        let request = HTTPRequest(
            method: method,
            url: address + path,
            headers: headers,
            body: content,
            timeout: timeout,
            allowsPrivateNetworks: true,
            responseLimit: 64 * 1_024 * 1_024
        )
        let response: HTTPResponse
        do {
            response = try await http.execute(request)
        } catch {
            throw error.with("hub", address)
        }
        guard (200..<300).contains(response.status) else { throw fault(in: response) }
        return try Document.json(response.body)
    }

    /// Sends a list, or asks for one: however long that takes.
    ///
    /// - Returns: the body of the answer.
    func transfer(
        _ method: String,
        _ path: String,
        content: ListFile? = nil,
        contentType: String? = nil,
        idempotencyKey: String? = nil
    ) async throws(Fault) -> [UInt8] {
        var headers: [HTTPHeader] = []
        if let token { headers.append(HTTPHeader("authorization", "Bearer \(token.reveal())")) }
        if let contentType { headers.append(HTTPHeader("content-type", contentType)) }
        if let idempotencyKey { headers.append(HTTPHeader("idempotency-key", idempotencyKey)) }
        let request = HTTPRequest(
            method: method,
            url: address + path,
            headers: headers,
            timeout: .seconds(6 * 3_600),
            allowsPrivateNetworks: true,
            responseLimit: 2 * 1_024 * 1_024 * 1_024
        )
        let response: HTTPResponse
        do {
            response = try await http.execute(request, sending: content)
        } catch {
            if let content, content.isBroken { throw .unreadable(content.path) }
            throw error.with("hub", address)
        }
        guard (200..<300).contains(response.status) else { throw fault(in: response) }
        guard !response.bodyWasCut else { throw Fault(.connectionLost, "The list was cut off.") }
        return response.body
    }

    private func fault(in response: HTTPResponse) -> Fault {
        if let fault = try? JSONDecoder().decode(Fault.self, from: Data(response.body)) { return fault }
        return Fault(
            .protocolViolation,
            "What answered is not a hub: status \(response.status).",
            suggestedAction: "Check --server or BELFRY_URL.",
            context: ["hub": address]
        )
    }
}
