// SPDX-License-Identifier: Apache-2.0

import CLibcurl

/// One request after the other over a kept connection, each waited for.
final class HTTPCall {
    struct Answer {
        let status: Int
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    private let handle: CurlHandle
    private let base: String

    /// Calls what is below the URL `base`, with the headers in every request.
    init(_ base: String, headers: [String] = []) throws {
        self.base = base
        self.handle = try CurlHandle()
        handle.setHeaders(headers + ["Expect:"])
        handle.set(CURLOPT_TIMEOUT_MS, 120_000)
    }

    func get(_ path: String) throws -> Answer {
        handle.set(CURLOPT_HTTPGET, 1)
        return try perform(path)
    }

    func post(_ path: String, _ body: String) throws -> Answer {
        handle.setBody(Array(body.utf8))
        return try perform(path)
    }

    private func perform(_ path: String) throws -> Answer {
        handle.set(CURLOPT_URL, base + path)
        handle.forgetAnswer()
        let code = curl_easy_perform(handle.raw)
        guard code == CURLE_OK else {
            throw NotMeasured("\(base)\(path) does not answer: \(String(cString: curl_easy_strerror(code))).")
        }
        return Answer(status: handle.status, body: handle.answer)
    }
}
