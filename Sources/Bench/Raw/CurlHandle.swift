// SPDX-License-Identifier: Apache-2.0

import CLibcurl

/// An easy handle, and the answer that it is taking.
///
/// Used by one thread at a time.
final class CurlHandle {
    let raw: UnsafeMutableRawPointer
    /// The answer's body so far.
    private(set) var answer: [UInt8] = []
    private var headers: UnsafeMutablePointer<curl_slist>?

    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init() throws {
        guard Self.isReady, let raw = curl_easy_init() else { throw NotMeasured("libcurl cannot be started.") }
        self.raw = raw
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROXY, "")
        let context = UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
        set(CURLOPT_PRIVATE, context)
        set(CURLOPT_WRITEDATA, context)
        _ = belfry_easy_set_write(raw, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            CurlHandle.from(context)?.answer
                .append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: size * count))
            return size * count
        }
    }

    deinit {
        curl_easy_cleanup(raw)
        curl_slist_free_all(headers)
    }

    func set(_ option: CURLoption, _ value: Int) { _ = belfry_easy_set_long(raw, option, value) }
    func set(_ option: CURLoption, _ value: String) { _ = belfry_easy_set_string(raw, option, value) }
    func set(_ option: CURLoption, _ value: UnsafeRawPointer?) { _ = belfry_easy_set_pointer(raw, option, value) }
    func set(_ option: CURLoption, offset value: Int) { _ = belfry_easy_set_offset(raw, option, curl_off_t(value)) }

    /// Lines of a request's head, kept for every request to come.
    func setHeaders(_ lines: [String]) {
        let old = headers
        headers = CurlList.make(lines)
        _ = belfry_easy_set_list(raw, CURLOPT_HTTPHEADER, headers)
        curl_slist_free_all(old)
    }

    /// Makes the next request a POST of these bytes, which libcurl copies.
    func setBody(_ body: [UInt8]) {
        set(CURLOPT_POST, 1)
        set(CURLOPT_POSTFIELDSIZE_LARGE, offset: body.count)
        body.withUnsafeBytes { set(CURLOPT_COPYPOSTFIELDS, $0.baseAddress) }
    }

    /// The status of the answer; nought where there is none.
    var status: Int {
        var value = 0
        _ = belfry_easy_get_long(raw, CURLINFO_RESPONSE_CODE, &value)
        return value
    }

    func forgetAnswer() { answer.removeAll(keepingCapacity: true) }

    /// The handle behind a pointer that libcurl hands back as it was given to it.
    static func from(_ context: UnsafeMutableRawPointer?) -> CurlHandle? {
        context.map { Unmanaged<CurlHandle>.fromOpaque($0).takeUnretainedValue() }
    }
}

enum CurlList {
    /// A list that its owner frees.
    static func make(_ lines: [String]) -> UnsafeMutablePointer<curl_slist>? {
        lines.reduce(nil) { list, line in curl_slist_append(list, line) ?? list }
    }
}
