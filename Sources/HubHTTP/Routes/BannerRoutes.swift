// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials
import HTTPTypes
import HubCore
import Hummingbird

/// `/banner/{name}.json`: the banner files as any page may read them, and beside them what pages show them with:
/// `/banner.js`, `/banner.css` and a page to try both, `/banner/demo`.
///
/// All of it lies in the channels' folders and is given as it stands there: what another web server would give from the
/// same folder. A tag is taken over the exact bytes, so a page that asks again with `If-None-Match` costs one short answer.
struct BannerRoutes {
    let directories: [String]

    func add(to router: Router<HubContext>) {
        for name in ["banner.js", "banner.css"] {
            router.get(RouterPath("/\(name)")) { [directories] request, _ in
                try Self.answer(request, with: name, from: directories)
            }
        }
        router.get("/banner/{file}") { [directories] request, context in
            let file = context.parameters.get("file").map { String($0) } ?? ""
            return try Self.answer(request, with: file == "demo" ? "demo.html" : file, from: directories)
        }
    }

    private static func answer(
        _ request: Request,
        with file: String,
        from directories: [String]
    ) throws(Fault) -> Response {
        // The name is one of ours or nothing: no path can be smuggled in.
        guard let kind = Kind(file), let content = content(of: file, in: directories) else {
            throw Fault(.notFound, "There is no such banner.", context: ["where": request.uri.path])
        }
        let tag = "\"\(ContentDigest.hexadecimal(of: content).prefix(32))\""
        var headers: HTTPFields = [
            .eTag: tag,
            .cacheControl: kind.caching,
            .accessControlAllowOrigin: "*",
            .xContentTypeOptions: "nosniff",
            // Pages that isolate themselves from other origins may have it too.
            .crossOriginResourcePolicy: "cross-origin",
        ]
        if kind == .page { headers[.contentSecurityPolicy] = Self.policy }
        if request.headers[.ifNoneMatch].map({ matches($0, tag) }) == true {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = kind.rawValue
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: content)))
    }

    private static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
        form-action 'none'; frame-ancestors 'none'
        """

    private static func content(of file: String, in directories: [String]) -> [UInt8]? {
        for directory in directories {
            if let data = FileManager.default.contents(atPath: "\(directory)/\(file)") { return Array(data) }
        }
        return nil
    }

    /// RFC 9110 13.1.2: a list of tags, compared weakly, or `*`.
    private static func matches(_ header: String, _ tag: String) -> Bool {
        header.split(separator: ",").map(\.trimmingSpaces).contains { $0 == "*" || $0 == tag || $0 == "W/\(tag)" }
    }

    /// What a file is, by its content type.
    private enum Kind: String {
        case banners = "application/json; charset=utf-8"
        case script = "text/javascript; charset=utf-8"
        case style = "text/css; charset=utf-8"
        case page = "text/html; charset=utf-8"

        /// Nil for a file that is none of those a banner channel writes.
        init?(_ file: String) {
            switch file {
            case "banner.js", "demo.js": self = .script
            case "banner.css", "demo.css": self = .style
            case "demo.html": self = .page
            default:
                guard file.hasSuffix(".json"), ChannelName(file.dropLast(5)) != nil else { return nil }
                self = .banners
            }
        }

        var caching: String {
            switch self {
            case .banners: "public, max-age=10, stale-while-revalidate=30, stale-if-error=86400"
            // Its name has no version: a new one must reach every page soon.
            case .script, .style, .page: "public, max-age=300, stale-if-error=86400"
            }
        }
    }
}
