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
    @Option(help: "The hub's address; else BELFRY_URL, else http://127.0.0.1:8080.")
    var server: String?

    @Option(help: "The token; else BELFRY_TOKEN. A token on a command line can be seen by others on the machine.")
    var token: String?

    @Flag(help: "Print JSON.")
    var json = false

    func client() throws(Fault) -> HubClient {
        let address = server ?? environment("BELFRY_URL") ?? "http://127.0.0.1:8080"
        return try HubClient(
            address: address.hasSuffix("/") ? String(address.dropLast()) : address,
            token: (token ?? environment("BELFRY_TOKEN")).map { Secret($0) }
        )
    }

    private func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
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
        idempotencyKey: String? = nil
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
            timeout: .seconds(30),
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
