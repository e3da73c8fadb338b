// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// The adapters that are there, by their kind: those that are built in, and those that are programs of their own.
package struct PluginCatalog: Sendable {
    private struct Entry: Sendable {
        let manifest: ChannelManifest
        let takesAnySettings: Bool
        let make: @Sendable (Document, ChannelServices) throws(Fault) -> AnyChannel
    }

    private var entries: [String: Entry] = [:]

    package init() {}

    package mutating func register<Adapter: Channel>(_ adapter: Adapter.Type) {
        let manifest = Adapter.manifest
        entries[manifest.kind] = Entry(manifest: manifest, takesAnySettings: false) {
            settings,
            services throws(Fault) in
            let settings = try Self.decode(Adapter.Settings.self, from: settings)
            try settings.validate()
            return AnyChannel(try Adapter(settings: settings, services: services))
        }
    }

    /// Registers an adapter that is described as the configuration is read.
    ///
    /// Here `takesAnySettings` says that nobody knows its settings, so that they are handed over as they stand; `make`
    /// makes a channel of it, without I/O, from settings in JSON with references resolved.
    package mutating func register(
        _ manifest: ChannelManifest,
        takesAnySettings: Bool = false,
        make: @escaping @Sendable (_ settings: [UInt8], ChannelServices) throws(Fault) -> AnyChannel
    ) {
        entries[manifest.kind] = Entry(manifest: manifest, takesAnySettings: takesAnySettings) {
            settings,
            services throws(Fault) in
            let json: [UInt8]
            do {
                json = Array(try settings.json())
            } catch {
                throw Fault(.configurationInvalid, "The settings cannot be read.", context: ["where": "/settings"])
            }
            return try make(json, services)
        }
    }

    package var kinds: [String] { entries.keys.sorted() }

    package var manifests: [ChannelManifest] { kinds.compactMap { entries[$0]?.manifest } }

    package func manifest(of kind: String) -> ChannelManifest? { entries[kind]?.manifest }

    func takesAnySettings(_ kind: String) -> Bool { entries[kind]?.takesAnySettings ?? false }

    /// - Throws: ``FaultCode/configurationInvalid`` where the settings do not fit the adapter.
    package func make(_ kind: String, settings: Document, services: ChannelServices) throws(Fault) -> AnyChannel {
        guard let entry = entries[kind] else {
            throw Fault(.channelUnknown, "There is no plugin “\(kind)”.")
        }
        return try entry.make(settings, services)
    }

    private static func decode<Settings: Decodable>(
        _ type: Settings.Type,
        from document: Document
    ) throws(Fault) -> Settings {
        do {
            return try JSONDecoder().decode(type, from: document.json())
        } catch let error as DecodingError {
            let (path, words) = explain(error)
            throw Fault(.configurationInvalid, words, context: ["where": "/settings/\(path)"])
        } catch {
            throw Fault(.configurationInvalid, "The settings cannot be read.", context: ["where": "/settings"])
        }
    }

    /// The place and the decoder's reason; never the value, which may be a secret.
    private static func explain(_ error: DecodingError) -> (path: String, words: String) {
        let (path, words): ([any CodingKey], String) =
            switch error {
            case .keyNotFound(let key, let context): (context.codingPath + [key], "A key is missing.")
            case .typeMismatch(let type, let context): (context.codingPath, "A value of type \(type) is expected.")
            case .valueNotFound(let type, let context): (context.codingPath, "A value of type \(type) is expected.")
            case .dataCorrupted(let context): (context.codingPath, "The value is not of the expected form.")
            @unknown default: ([], "The settings cannot be read.")
            }
        return (path.map(\.stringValue).joined(separator: "/"), words)
    }
}
