// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import HTTPTypes
import HubCore
import Hummingbird

/// `/status/…`: the status pages as their channel has written them.
///
/// Where no page is configured, `/status/incidents/{id}` is the page that the hub makes of what it has told readers. With a
/// page nothing is there but what its channel wrote; an incident on another open page is found there.
struct StatusRoutes {
    /// What a browser may do on a page: show it, and fetch what belongs to it.
    private static let policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

    let pages: StatusPages
    let incidents: IncidentPageRoutes
    private let files = StatusFiles()
    private let listeners: StatusListeners

    init(pages: StatusPages, incidents: IncidentPageRoutes) {
        self.pages = pages
        self.incidents = incidents
        self.listeners = StatusListeners(capacity: pages.maximumListeners)
    }

    func add(to router: Router<HubContext>) {
        for path in ["/status", "/status/**"] as [RouterPath] {
            router.get(path) { [self] request, _ in try await respond(to: request) }
        }
    }

    private func respond(to request: Request) async throws -> Response {
        let path = request.uri.path
        if path == "/status" { return Self.redirect(to: "/status/") }
        if let found = place(of: path) {
            if found.path == "stream" { return try stream(of: found.page, for: request) }
            if let answer = answer(found.page, found.path, request) { return answer }
        }
        let parts = path.split(separator: "/")
        if parts.count == 3, parts[1] == "incidents", let id = Identifier<IncidentReference>(parts[2]),
            let page = try await page(of: id)
        {
            return page
        }
        throw Fault(.notFound, "There is no such page.", context: ["where": path])
    }

    private func page(of id: Identifier<IncidentReference>) async throws -> Response? {
        guard pages.main != nil else { return try await incidents.page(of: id) }
        let other = pages.others.first { files.file("\($0.folder)/incidents/\(id)/index.html") != nil }
        guard let other else { return nil }
        // Only for now: once the page itself has it, it is here.
        let place = "/status/pages/\(other.name)/incidents/\(id)/"
        return Response(status: .temporaryRedirect, headers: [.location: place, .cacheControl: "no-cache"])
    }

    // MARK: Files

    /// The page that a path leads to, and the file in its folder: empty for the page itself.
    private func place(of path: String) -> (page: StatusPages.Page, path: String)? {
        var rest = path.dropFirst("/status/".utf8.count)
        var page = pages.main
        if rest.hasPrefix("pages/") {
            rest = rest.dropFirst("pages/".utf8.count)
            let name = rest.prefix { $0 != "/" }
            page = pages.others.first { $0.name == name }
            rest = rest.dropFirst(name.utf8.count)
            guard rest.hasPrefix("/") else { return page.map { ($0, "") } }
            rest = rest.dropFirst()
        }
        guard let page, Self.isFile(rest) else { return nil }
        return (page, String(rest))
    }

    /// Whether it can name a file of a page: nothing else leads anywhere, whatever it looks like when it is decoded.
    private static func isFile(_ path: Substring) -> Bool {
        guard path.utf8.count <= 300 else { return false }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return parts.enumerated()
            .allSatisfy { index, part in
                if part.isEmpty { return index == parts.count - 1 }
                return part.first != "."
                    && part.utf8.allSatisfy { byte in
                        switch byte {
                        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                            UInt8(ascii: "0")...UInt8(ascii: "9"):
                            true
                        default: "-_.".utf8.contains(byte)
                        }
                    }
            }
    }

    /// The file with its headers, a redirect to a folder, or nil where there is nothing.
    private func answer(_ page: StatusPages.Page, _ path: String, _ request: Request) -> Response? {
        let isFolder = path.isEmpty ? request.uri.path.hasSuffix("/") : path.hasSuffix("/")
        let name = isFolder ? path + "index.html" : path
        guard let type = StatusFileType(name), let file = files.file("\(page.folder)/\(name)") else {
            // Links within the page are relative: a folder's address ends in a slash.
            guard !isFolder, files.file("\(page.folder)/\(path)/index.html") != nil else { return nil }
            return Self.redirect(to: request.uri.path + "/")
        }
        let compressed = file.compressed.flatMap { Self.takesGzip(request) ? $0 : nil }
        let tag = "\"\(file.digest)\(compressed == nil ? "" : "-gz")\""
        var headers: HTTPFields = [
            .eTag: tag,
            .lastModified: file.modifiedAt.mailDate.replacing("+0000", with: "GMT"),
            .cacheControl: "public, max-age=15, stale-while-revalidate=30, stale-if-error=86400",
            .vary: "Accept-Encoding",
            .xContentTypeOptions: "nosniff",
        ]
        if type.isForPrograms { headers[.accessControlAllowOrigin] = "*" }
        if Self.isKnown(file, tag, request) { return Response(status: .notModified, headers: headers) }
        headers[.contentType] = type.contentType
        if type == .page { headers[.contentSecurityPolicy] = Self.policy }
        if compressed != nil { headers[.contentEncoding] = "gzip" }
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: compressed ?? file.content))
        )
    }

    private static func redirect(to path: String) -> Response {
        Response(status: .permanentRedirect, headers: [.location: path, .cacheControl: "public, max-age=3600"])
    }

    /// RFC 9110 13.2.2: where the client names tags, the date has no say.
    private static func isKnown(_ file: StatusFiles.File, _ tag: String, _ request: Request) -> Bool {
        if let header = request.headers[.ifNoneMatch] {
            return header.split(separator: ",").map(\.trimmingSpaces)
                .contains { $0 == "*" || $0 == tag || $0 == "W/\(tag)" }
        }
        guard let header = request.headers[.ifModifiedSince],
            let moment = HTTPDate.parse(header, now: file.modifiedAt)
        else { return false }
        return file.modifiedAt <= moment
    }

    /// RFC 9110 12.5.3, as far as it concerns one coding.
    private static func takesGzip(_ request: Request) -> Bool {
        let codings = (request.headers[.acceptEncoding] ?? "").lowercased().split(separator: ",")
            .map { coding in
                let parts = coding.split(separator: ";").map(\.trimmingSpaces)
                let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) }
                return (name: parts.first ?? "", weight: weight ?? 1)
            }
        let own = codings.first { $0.name == "gzip" || $0.name == "x-gzip" } ?? codings.first { $0.name == "*" }
        return (own?.weight ?? 0) > 0
    }

    // MARK: Changes

    private func stream(of page: StatusPages.Page, for request: Request) throws(Fault) -> Response {
        guard let clock = pages.clock else { throw Fault(.notFound, "There is no stream of changes.") }
        guard let seat = listeners.take() else {
            throw Fault(
                .overloaded,
                "\(pages.maximumListeners) listen already, and more are not taken.",
                retryAfter: .seconds(30),
                suggestedAction: "Ask for version.json now and then instead."
            )
        }
        var headers: HTTPFields = [
            .contentType: "text/event-stream; charset=utf-8",
            .cacheControl: "no-store",
            .xContentTypeOptions: "nosniff",
            .accessControlAllowOrigin: "*",
        ]
        // Tells nginx to pass on every byte at once.
        if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
        let stream = StatusStream(
            files: files,
            path: page.folder + "/version.json",
            known: HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] },
            clock: clock
        )
        return Response(status: .ok, headers: headers, body: stream.body(seat))
    }
}
