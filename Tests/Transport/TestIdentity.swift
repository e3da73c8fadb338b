// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Simulator
import Transport

/// The servers of `Certificates`, and the authority that vouches for them.
enum TestIdentity: String, CaseIterable {
    case localhost, expired, elsewhere

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().path + "/Certificates"

    func load(offersHTTP2: Bool = true) throws -> TLSIdentity {
        try TLSIdentity(
            certificateFile: "\(Self.folder)/\(rawValue).pem",
            keyFile: "\(Self.folder)/\(rawValue).key",
            offersHTTP2: offersHTTP2
        )
    }

    static func authority() throws -> String {
        try String(contentsOfFile: "\(folder)/authority.pem", encoding: .utf8)
    }

    static func trust() throws -> TrustedCertificates { try TrustedCertificates(besides: authority()) }
}

/// Runs `body` with a started HTTP sink and stops it afterwards.
func withSink<Value>(_ sink: HTTPSink, _ body: (HTTPSink) async throws -> Value) async throws -> Value {
    try await sink.start()
    let result: Result<Value, any Error>
    do { result = .success(try await body(sink)) } catch { result = .failure(error) }
    await sink.stop()
    return try result.get()
}

/// Runs `body` with a started mail sink and stops it afterwards.
func withSink<Value>(_ sink: MailSink, _ body: (MailSink) async throws -> Value) async throws -> Value {
    try await sink.start()
    let result: Result<Value, any Error>
    do { result = .success(try await body(sink)) } catch { result = .failure(error) }
    await sink.stop()
    return try result.get()
}
