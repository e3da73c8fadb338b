// SPDX-License-Identifier: Apache-2.0

import CLibcurl

/// libcurl's own set-up, once for the process and before any thread uses it.
enum CurlLibrary {
    /// Touching it sets libcurl up; false where that failed.
    static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}

typealias EasyHandle = UnsafeMutableRawPointer

/// The options of an easy handle, by the type of their argument.
///
/// What they return is not looked at: each option exists in every libcurl from 7.87 on (the oldest supported system
/// has 7.88), and the only other failure is want of memory, which the transfer itself then meets.
extension EasyHandle {
    func set(_ option: CURLoption, _ value: Int) { _ = belfry_easy_set_long(self, option, value) }
    func set(_ option: CURLoption, _ value: Bool) { _ = belfry_easy_set_long(self, option, value ? 1 : 0) }
    func set(_ option: CURLoption, _ value: String) { _ = belfry_easy_set_string(self, option, value) }
    func set(_ option: CURLoption, _ value: UnsafeRawPointer?) { _ = belfry_easy_set_pointer(self, option, value) }
    func set(_ option: CURLoption, offset value: Int) { _ = belfry_easy_set_offset(self, option, curl_off_t(value)) }

    func set(_ option: CURLoption, list value: UnsafeMutablePointer<curl_slist>?) {
        _ = belfry_easy_set_list(self, option, value)
    }

    func integer(_ info: CURLINFO) -> Int {
        var value = 0
        _ = belfry_easy_get_long(self, info, &value)
        return value
    }

    func offset(_ info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        _ = belfry_easy_get_offset(self, info, &value)
        return Int(value)
    }

    /// The connection's descriptor; -1 where none is open.
    var socket: Int32 {
        var value: curl_socket_t = -1
        _ = belfry_easy_get_socket(self, CURLINFO_ACTIVESOCKET, &value)
        return value
    }
}

extension Duration {
    /// For libcurl's time-outs, in which nought would mean none at all.
    var curlMilliseconds: Int { max(1, Int(clamping: components.seconds) * 1_000 + millisecondsOfSecond) }

    private var millisecondsOfSecond: Int { Int(components.attoseconds / 1_000_000_000_000_000) }
}
