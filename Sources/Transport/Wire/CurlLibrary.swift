// SPDX-License-Identifier: Apache-2.0

import CLibcurl
import Glibc

/// libcurl's own set-up, once for the process and before any thread uses it.
enum CurlLibrary {
    /// Touching it sets libcurl up; false where that failed.
    static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// The file of certificates that libcurl was built to trust; nil where it has none, or there is none.
    static let certificateFile: String? = {
        guard isReady, let path = belfry_system_certificates(), access(path, R_OK) == 0 else { return nil }
        return String(cString: path)
    }()
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

    /// Says whom to trust: whom the system trusts, and an operator's own certificates besides.
    ///
    /// Whoever calls keeps the object for as long as connections are made.
    func trust(_ certificates: TrustedCertificates?) {
        if let certificates {
            set(CURLOPT_CAINFO, certificates.path)
            set(CURLOPT_PROXY_CAINFO, certificates.path)
        }
        // The folder that libcurl looks into as well holds the same certificates. With it libcurl reads the whole file anew
        // for every connection, which takes twenty times as long as the rest of the handshake; without, once a day.
        if CurlLibrary.certificateFile != nil {
            set(CURLOPT_CAPATH, nil)
            set(CURLOPT_PROXY_CAPATH, nil)
        }
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
