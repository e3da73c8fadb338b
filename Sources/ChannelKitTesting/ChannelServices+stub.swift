// SPDX-License-Identifier: Apache-2.0

public import Announcement
public import ChannelKit

extension ChannelServices {
    /// Services that reach nothing: every request is answered with 200, every mail accepted, files are kept in memory.
    ///
    /// Hand over a double of your own to script it or to look at what it recorded.
    public static func stub(
        channel: String = "stub",
        http: any HTTPClient = StubHTTPClient(),
        mail: any MailSubmitter = StubMailSubmitter(),
        files: any FileStore = MemoryFileStore(),
        secrets: any SecretStore = StubSecretStore(),
        clock: any HubClock = ManualClock(),
        publicURL: String = "https://status.market.example"
    ) -> ChannelServices {
        ChannelServices(
            channel: .sample(channel),
            http: http,
            mail: mail,
            files: files,
            secrets: secrets,
            clock: clock,
            publicURL: publicURL
        )
    }
}

extension Name {
    /// The name that `text` is; a test that is given none fails here.
    public static func sample(_ text: String) -> Name {
        guard let name = Name(text) else { preconditionFailure("“\(text)” is not a name") }
        return name
    }
}
