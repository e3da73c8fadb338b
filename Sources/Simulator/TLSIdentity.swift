// SPDX-License-Identifier: Apache-2.0

package import Announcement
import NIOCore
import NIOSSL

/// Who a stand-in is in TLS: its certificate and the key to it.
///
/// TLS 1.2 and 1.3 are spoken. Clients are not asked who they are.
package struct TLSIdentity: Sendable {
    private let web: NIOSSLContext
    private let mail: NIOSSLContext

    /// - Parameters:
    ///   - certificateFile: the certificate, then those between it and the root, in PEM.
    ///   - keyFile: its private key, in PEM, without a pass phrase.
    ///   - offersHTTP2: whether HTTP/2 is offered, before HTTP/1.1.
    /// - Throws: ``FaultCode/configurationInvalid``, naming the file in `where`.
    package init(certificateFile: String, keyFile: String, offersHTTP2: Bool = true) throws(Fault) {
        let chain = try Self.read(certificateFile, "certificate") { try NIOSSLCertificate.fromPEMFile($0) }
        let key = try Self.read(keyFile, "private key") { try NIOSSLPrivateKey(file: $0, format: .pem) }
        self.web = try Self.read(keyFile, "private key of that certificate") { _ in
            try Self.context(chain, key, protocols: offersHTTP2 ? ["h2", "http/1.1"] : ["http/1.1"])
        }
        self.mail = try Self.read(keyFile, "private key of that certificate") { _ in
            try Self.context(chain, key, protocols: [])
        }
    }

    /// Speaks TLS on a connection, and offers what HTTP there is (ALPN).
    var webHandler: NIOSSLServerHandler { NIOSSLServerHandler(context: web) }

    /// Speaks TLS on a connection.
    var mailHandler: NIOSSLServerHandler { NIOSSLServerHandler(context: mail) }

    private static func context(
        _ chain: [NIOSSLCertificate],
        _ key: NIOSSLPrivateKey,
        protocols: [String]
    ) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = protocols
        // A sink that stops does not wait for goodbyes.
        configuration.shutdownTimeout = .milliseconds(100)
        return try NIOSSLContext(configuration: configuration)
    }

    private static func read<Value>(
        _ file: String,
        _ what: String,
        _ body: (String) throws -> Value
    ) throws(Fault) -> Value {
        do {
            return try body(file)
        } catch {
            // What BoringSSL says of it is of use to nobody.
            throw Fault(
                .configurationInvalid,
                "The file cannot be read, or is not a \(what) in PEM.",
                context: ["where": file]
            )
        }
    }
}
