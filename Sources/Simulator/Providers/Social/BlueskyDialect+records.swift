// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Records: where a post is kept, and what its readers see of it.
extension BlueskyDialect {
    private static let collection = BlueskyRecordCheck.collection

    /// Writes or deletes a record of an account that has logged in.
    func write(_ name: String, _ body: ProviderJSON, by did: String, _ headers: [SinkHeader]) -> SinkAnswer {
        guard body["collection"]?.text == Self.collection else {
            return invalid("Input/collection must be \(Self.collection)")
        }
        let key = body["rkey"]?.text
        if name != "repo.createRecord", key == nil { return invalid("Input must have the property \"rkey\"") }
        if let key, !BlueskyRecordCheck.isKey(key) {
            return invalid("Invalid record key: expected a tid formatted string, got \"\(key.prefix(40))\"")
        }
        if name == "repo.deleteRecord" {
            let uri = address(did, key ?? "")
            repository.remove(uri)
            book.remove(uri)
            return .json(200, headers: headers, [:])
        }
        guard let content = body["record"], content.object != nil else {
            return invalid("Input must have the property \"record\"")
        }
        if let wrong = BlueskyRecordCheck.problem(content) {
            return invalid("Invalid \(Self.collection) record: \(wrong)")
        }
        let uri = address(did, key ?? repository.nextKey())
        let old = repository[uri]
        guard old == nil || name == "repo.putRecord" else { return invalid("Record already exists: \(uri)") }
        let record = repository.put(content, at: uri)
        // What readers have seen stays as it was: the network shows no changes of posts.
        if old == nil { show(record) }
        return .json(
            200,
            headers: headers,
            [
                "uri": .text(uri), "cid": .text(record.cid), "validationStatus": "valid",
                "commit": ["cid": .text(record.cid), "rev": .text(String(uri.suffix(13)))],
            ]
        )
    }

    /// `com.atproto.repo.getRecord`, which anybody may ask.
    func read(_ call: ProviderRequest) -> SinkAnswer {
        for field in ["repo", "collection", "rkey"] where call.query[field] == nil {
            return invalid("Params must have the property \"\(field)\"")
        }
        let uri = address(accounts.did(of: call.query["repo"] ?? ""), call.query["rkey"] ?? "")
        guard call.query["collection"] == Self.collection, let record = repository[uri] else {
            return refusal(400, "RecordNotFound", "Could not locate record: \(uri)")
        }
        return .json(200, ["uri": .text(uri), "cid": .text(record.cid), "value": record.content])
    }

    private func show(_ record: BlueskyRepository.Record) {
        let text = record.content["text"]?.text ?? ""
        var notes = BlueskyFacets(record.content["facets"]?.list ?? [], in: text).notes
        let parent = record.content["reply"]?["parent"]
        if let parent, let uri = parent["uri"]?.text {
            let answered = repository[uri]
            if answered == nil || answered?.cid != parent["cid"]?.text {
                notes.append("answers a post that is not there")
            }
            if let answered, answered.root != record.root {
                notes.append("hangs below another thread than its parent")
            }
        }
        book.add { _ in
            ProviderPost(
                provider: "bluesky",
                place: "timeline",
                id: record.uri,
                parent: parent?["uri"]?.text,
                text: text,
                note: notes.isEmpty ? nil : notes.joined(separator: ", ")
            )
        }
    }

    private func address(_ did: String, _ key: String) -> String { "at://\(did)/\(Self.collection)/\(key)" }
}
