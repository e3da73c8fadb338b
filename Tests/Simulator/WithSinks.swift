// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Simulator

/// Runs `body` with a started HTTP sink and stops it afterwards.
func withSink(_ sink: HTTPSink, _ body: (HTTPSink) async throws -> Void) async throws {
    try await sink.start()
    do {
        try await body(sink)
    } catch {
        await sink.stop()
        throw error
    }
    await sink.stop()
}

/// Runs `body` with a started mail sink and stops it afterwards.
func withSink(_ sink: MailSink, _ body: (MailSink) async throws -> Void) async throws {
    try await sink.start()
    do {
        try await body(sink)
    } catch {
        await sink.stop()
        throw error
    }
    await sink.stop()
}

/// Runs `body` with the path of a new folder and removes it afterwards.
func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sink-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder.path())
}

func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(text.utf8))
}

/// The lists of the control path.
struct RequestList: Decodable {
    let requests: [SinkRequest]
    let total: Int
}

struct MailList: Decodable {
    let mails: [MailRecord]
    let total: Int
}
