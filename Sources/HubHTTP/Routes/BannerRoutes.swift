// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials
import HTTPTypes
import HubCore
import Hummingbird

/// `/banner/{name}.json`: the banner files as any page may read them.
///
/// The tag is taken over the exact bytes, so a page that asks again with `If-None-Match` costs one short answer.
struct BannerRoutes {
    let directories: [String]

    func add(to router: Router<HubContext>) {
        router.get("/banner/{file}") { [directories] request, context in
            let file = context.parameters.get("file").map { String($0) } ?? ""
            // The name is one of ours or nothing: no path can be smuggled in.
            guard file.hasSuffix(".json"), let name = ChannelName(file.dropLast(5)),
                let content = Self.content(of: name.text, in: directories)
            else { throw Fault(.notFound, "There is no such banner.", context: ["where": request.uri.path]) }
            let tag = "\"\(ContentDigest.hexadecimal(of: content).prefix(32))\""
            var headers: HTTPFields = [
                .eTag: tag,
                .cacheControl: "public, max-age=10, stale-while-revalidate=30, stale-if-error=86400",
                .accessControlAllowOrigin: "*",
                .xContentTypeOptions: "nosniff",
            ]
            if request.headers[.ifNoneMatch].map({ Self.matches($0, tag) }) == true {
                return Response(status: .notModified, headers: headers)
            }
            headers[.contentType] = "application/json; charset=utf-8"
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: content)))
        }
    }

    private static func content(of name: String, in directories: [String]) -> [UInt8]? {
        for directory in directories {
            if let data = FileManager.default.contents(atPath: "\(directory)/\(name).json") { return Array(data) }
        }
        return nil
    }

    /// RFC 9110 13.1.2: a list of tags, compared weakly, or `*`.
    private static func matches(_ header: String, _ tag: String) -> Bool {
        header.split(separator: ",").map(\.trimmingSpaces).contains { $0 == "*" || $0 == tag || $0 == "W/\(tag)" }
    }
}
