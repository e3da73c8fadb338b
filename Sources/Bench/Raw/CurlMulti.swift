// SPDX-License-Identifier: Apache-2.0

import CLibcurl

/// A multi handle: many transfers on one thread.
///
/// Owned by one thread; off it only ``wake()`` may be called, while the owner still holds it.
final class CurlMulti: @unchecked Sendable {
    private let raw: UnsafeMutableRawPointer

    init(connections: Int) throws {
        guard let raw = curl_multi_init() else { throw NotMeasured("libcurl cannot be started.") }
        self.raw = raw
        _ = belfry_multi_set_long(raw, CURLMOPT_MAXCONNECTS, connections)
    }

    deinit { curl_multi_cleanup(raw) }

    func add(_ handle: CurlHandle) { curl_multi_add_handle(raw, handle.raw) }

    /// Moves every transfer on as far as it goes without waiting.
    func perform() {
        var running: Int32 = 0
        curl_multi_perform(raw, &running)
    }

    /// Takes out the next transfer that has ended, with its result.
    func next() -> (handle: CurlHandle, code: CURLcode)? {
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(raw, &remaining) {
            guard message.pointee.msg == CURLMSG_DONE else { continue }
            let code = message.pointee.data.result
            var context: UnsafeMutableRawPointer?
            _ = belfry_easy_get_pointer(message.pointee.easy_handle, CURLINFO_PRIVATE, &context)
            curl_multi_remove_handle(raw, message.pointee.easy_handle)
            if let handle = CurlHandle.from(context) { return (handle, code) }
        }
        return nil
    }

    /// Sleeps until something moves, at most so long.
    func wait(milliseconds: Int32) { curl_multi_poll(raw, nil, 0, milliseconds, nil) }

    func wake() { curl_multi_wakeup(raw) }
}
