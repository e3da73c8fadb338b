// SPDX-License-Identifier: Apache-2.0

/// How a list is written.
package enum ListFormat: String, Codable, Hashable, Sendable, CaseIterable {
    /// A header, then one line each; tab-separated values are read as well.
    case csv
    /// One JSON object a line.
    case ndjson

    /// The format that a `Content-Type` names; nil for any other.
    package init?(mediaType: String) {
        switch String(mediaType.lowercased().prefix { $0 != ";" && $0 != " " }) {
        case "text/csv", "text/tab-separated-values": self = .csv
        case "application/x-ndjson", "application/ndjson", "application/jsonl": self = .ndjson
        default: return nil
        }
    }

    /// The format of a file, by its name's ending; CSV for any that is not known.
    package init(ofFile path: String) {
        let isNDJSON = [".ndjson", ".jsonl"].contains { path.lowercased().hasSuffix($0) }
        self = isNDJSON ? .ndjson : .csv
    }

    package var mediaType: String {
        switch self {
        case .csv: "text/csv; charset=utf-8"
        case .ndjson: "application/x-ndjson"
        }
    }
}
