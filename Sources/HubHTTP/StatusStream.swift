// SPDX-License-Identifier: Apache-2.0

import Announcement
package import ChannelKit
import FoundationEssentials
package import Hummingbird
import NIOCore
import ServiceLifecycle

/// Server-sent events of one status page: `page`, with the page's version as its id, whenever that changes.
///
/// It looks at the file that a page's version stands in, which costs next to nothing while it stays the same, and ends
/// when the hub does. A client that names the version it has is told of another only.
package struct StatusStream: Sendable {
    /// How soon listeners learn of a change.
    package static let pace: Duration = .milliseconds(500)
    /// After so long without a word, proxies would think the connection dead.
    package static let silence: Duration = .seconds(20)

    private let files: StatusFiles
    private let path: String
    private let known: String?
    private let clock: any HubClock

    /// - Parameters:
    ///   - files: where files are looked up.
    ///   - path: the file with the version.
    ///   - known: the version that the client has.
    ///   - clock: what it waits by.
    package init(files: StatusFiles, path: String, known: String?, clock: any HubClock) {
        self.files = files
        self.path = path
        self.known = known
        self.clock = clock
    }

    package func body(_ seat: StatusListeners.Seat) -> ResponseBody {
        ResponseBody { writer in
            // The place is free again once nothing holds this closure any more.
            defer { withExtendedLifetime(seat) {} }
            var told = known
            try await writer.write(ByteBuffer(string: "retry: 5000\n\n"))
            var lastWord = clock.now
            while !Task.isCancelled, !Task.isShuttingDownGracefully {
                if let version = self.version, version != told {
                    told = version
                    lastWord = clock.now
                    let event = "id: \(version)\nevent: page\ndata: {\"version\":\"\(version)\"}\n\n"
                    try await writer.write(ByteBuffer(string: event))
                } else if clock.now - lastWord >= Self.silence {
                    lastWord = clock.now
                    try await writer.write(ByteBuffer(string: ": still here\n\n"))
                }
                try await clock.sleep(for: Self.pace)
            }
            try await writer.finish(nil)
        }
    }

    private struct Version: Decodable { let version: String }

    private var version: String? {
        guard let file = files.file(path),
            let found = try? JSONDecoder().decode(Version.self, from: Data(file.content)).version,
            found.utf8.count <= 64, found.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C })
        else { return nil }
        return found
    }
}
