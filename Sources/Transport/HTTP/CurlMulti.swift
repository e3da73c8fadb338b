// SPDX-License-Identifier: Apache-2.0

import CLibcurl
import Dispatch

/// libcurl's multi handle, driven by the sockets that have moved.
///
/// Lives on the driver's thread.
final class CurlMulti {
    private let raw: UnsafeMutableRawPointer
    let sockets: SocketWatch
    /// When libcurl wants to be called although no socket has moved, in nanoseconds; nought for at once.
    private var due: UInt64?

    /// Here `connections` may be open at once, any number where it is nought; `bell` is rung from other threads.
    init?(connections: Int, bell: Doorbell) {
        guard CurlLibrary.isReady, let sockets = SocketWatch(bell: bell), let raw = curl_multi_init() else {
            return nil
        }
        self.raw = raw
        self.sockets = sockets
        _ = belfry_multi_set_long(raw, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections)
        _ = belfry_multi_set_long(raw, CURLMOPT_MAXCONNECTS, connections)
        // What an HTTP/2 connection carries at once is for the server to say: libcurl's own hundred is less than some allow.
        _ = belfry_multi_set_long(raw, CURLMOPT_MAX_CONCURRENT_STREAMS, 1_000)
        let context = UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
        _ = belfry_multi_set_pointer(raw, CURLMOPT_SOCKETDATA, context)
        _ = belfry_multi_set_socket(raw) { _, descriptor, action, context, _ in
            CurlMulti.from(context)?.watch(descriptor, action)
            return 0
        }
        _ = belfry_multi_set_pointer(raw, CURLMOPT_TIMERDATA, context)
        _ = belfry_multi_set_timer(raw) { _, milliseconds, context in
            CurlMulti.from(context)?.remind(milliseconds)
            return 0
        }
    }

    /// Every transfer must have been removed.
    deinit { curl_multi_cleanup(raw) }

    func add(_ easy: EasyHandle) -> Bool { curl_multi_add_handle(raw, easy) == CURLM_OK }

    func remove(_ easy: EasyHandle) { curl_multi_remove_handle(raw, easy) }

    /// Moves every transfer on that can go on.
    ///
    /// - Parameters:
    ///   - waits: whether to wait until there is one, or somebody rings.
    ///   - end: until when at most, by ``now``.
    ///   - takes: whether a socket that has moved is the caller's own business, and has been seen to.
    /// - Returns: whether there was.
    func turn(
        waits: Bool,
        until end: UInt64 = .max,
        takes: (SocketWatch.Event) -> Bool = { _ in false }
    ) -> Bool {
        var hasMoved = false
        if let due, due == 0 || due <= Self.now {
            self.due = nil
            act(CURL_SOCKET_BAD, 0)
            hasMoved = true
        }
        let patience = waits && !hasMoved ? milliseconds(until: min(due ?? .max, end)) : 0
        let haveMoved = sockets.wait(milliseconds: patience) { event in
            guard !takes(event) else { return }
            // Of what went wrong libcurl finds out itself: it looks where it is told of nothing.
            let bits =
                event.hasFailed ? 0 : (event.canRead ? CURL_CSELECT_IN : 0) | (event.canWrite ? CURL_CSELECT_OUT : 0)
            act(event.descriptor, bits)
        }
        return hasMoved || haveMoved
    }

    /// Takes out the next transfer that has ended, by its `CURLOPT_PRIVATE`, with its result.
    func nextEnded() -> (transfer: UnsafeMutableRawPointer, code: CURLcode)? {
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(raw, &remaining) {
            guard message.pointee.msg == CURLMSG_DONE else { continue }
            let code = message.pointee.data.result
            var context: UnsafeMutableRawPointer?
            _ = belfry_easy_get_pointer(message.pointee.easy_handle, CURLINFO_PRIVATE, &context)
            if let context { return (context, code) }
        }
        return nil
    }

    private func act(_ descriptor: Int32, _ bits: Int32) {
        var running: Int32 = 0
        curl_multi_socket_action(raw, descriptor, bits, &running)
    }

    private func watch(_ descriptor: Int32, _ action: Int32) {
        if action == CURL_POLL_REMOVE {
            sockets.release(descriptor)
        } else {
            sockets.want(descriptor, read: action & CURL_POLL_IN != 0, write: action & CURL_POLL_OUT != 0)
        }
    }

    private func remind(_ milliseconds: Int) {
        switch milliseconds {
        case ..<0: due = nil
        case 0: due = 0
        default: due = Self.now + UInt64(milliseconds) * 1_000_000
        }
    }

    /// How long epoll may wait: rounded up, so that libcurl is not called before it has anything to do.
    private func milliseconds(until end: UInt64) -> Int32 {
        guard end < .max else { return -1 }
        let now = Self.now
        return end <= now ? 0 : Int32(clamping: (end - now + 999_999) / 1_000_000)
    }

    /// A clock's nanoseconds, which only ever grow.
    static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }

    private static func from(_ context: UnsafeMutableRawPointer?) -> CurlMulti? {
        context.map { Unmanaged<CurlMulti>.fromOpaque($0).takeUnretainedValue() }
    }
}
