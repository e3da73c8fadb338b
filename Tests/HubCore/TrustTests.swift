// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Testing

/// What `hub.trust` names.
@Suite struct TrustTests {
    private static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBgzCCASmgAwIBAgIRANibbCdXOkMIIpXXpuKnhwQwCgYIKoZIzj0EAwIwIDEe
        MBwGA1UEAwwVQmVsZnJ5IHRlc3QgYXV0aG9yaXR5MCAXDTIwMDEwMTAwMDAwMFoY
        DzIxMjAwMTAxMDAwMDAwWjAgMR4wHAYDVQQDDBVCZWxmcnkgdGVzdCBhdXRob3Jp
        dHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQfIl87PekzIA9UmxM2ZTq4Rhha
        Rwx7z7kiCH8Qjb0RRsYwsCNtVmmu1MIVvesrTMtjmtzufSfiUdq2DADE+meQo0Iw
        QDAPBgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB/wQEAwICBDAdBgNVHQ4EFgQUQwQi
        gBc98QE3BTS3VOJdxWkZP+kwCgYIKoZIzj0EAwIDSAAwRQIhAL+7xQJHwlnAE/27
        hr7VVhAO4M2+MOSgExDojEPhuSJ2AiAn6u+OLIINiURMp0ACRiszB6dmHDo0IOLg
        /SMVdJ2o5g==
        -----END CERTIFICATE-----
        """

    private func file(_ content: String) throws -> ConfigurationFile {
        let file = try ConfigurationFile("hub:\n  trust: own.pem\n")
        try file.folder.write(content, to: "own.pem")
        return file
    }

    @Test func `without the key nothing is trusted but what the system trusts`() throws {
        #expect(try ConfigurationFile("hub: {}\n").load().hub.trust == nil)
    }

    @Test(arguments: [
        certificate, "\(certificate)\n\(certificate)\n", "Our own authority\n=====\n\n\(certificate)",
        certificate.replacing("\n", with: "\r\n"),
    ])
    func `certificates in PEM are read, whatever is said about them`(content: String) throws {
        #expect(try file(content).load().hub.trust == content)
    }

    @Test(arguments: [
        ("", "no certificate"), ("-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n", "no certificate"),
        (String(certificate.dropLast(30)), "Certificate 1 in the file is cut short"),
        (certificate + "\n" + certificate.replacing("MII", with: "MIIx"), "Certificate 2"),
        ("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n", "Certificate 1"),
        ("-----BEGIN CERTIFICATE-----\n\(certificate)", "Certificate 1"),
        ("-----END CERTIFICATE-----\n", "Certificate 1"),
        (certificate + "\n-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n", "private key"),
    ])
    func `a file that is not what it should be is reported with its place`(content: String, words: String) throws {
        let fault = try #require(try file(content).faults().first)
        #expect(fault.code == .configurationInvalid)
        #expect(fault.context["where"]?.hasSuffix(":2 /hub/trust") == true)
        #expect(fault.message.contains(words))
        #expect(!fault.description.contains("BEGIN"))
    }

    @Test func `a file that is not there is reported with its place`() throws {
        let fault = try #require(try ConfigurationFile("hub:\n  trust: nowhere.pem\n").faults().first)
        #expect(fault.code == .configurationInvalid)
        #expect(fault.context["where"]?.hasSuffix(":2 /hub/trust") == true)
        #expect(fault.message.contains("cannot be read"))
    }
}
