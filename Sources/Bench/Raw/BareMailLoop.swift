// SPDX-License-Identifier: Apache-2.0

import CLibcurl
import Synchronization

/// The raw limit of mail: threads that each submit mail after mail over one kept connection.
package struct BareMailLoop: Sendable {
    private let port: Int
    private let mail: [UInt8]
    private let threads: Int

    package init(port: Int, mail: [UInt8], threads: Int) {
        self.port = port
        self.mail = mail
        self.threads = threads
    }

    /// Submits so many mails, each to one recipient, and says how long that took.
    package func run(_ count: Int) throws -> Duration {
        let shared = Shared()
        let begin = ContinuousClock.now
        try Worker.crew(threads) { [self] _ in
            do {
                try submit(count, shared)
            } catch {
                shared.fail("\(error)")
            }
        }
        let taken = ContinuousClock.now - begin
        if let reason = shared.reason { throw NotMeasured("the bare loop's mail failed: \(reason).") }
        return taken
    }

    private func submit(_ count: Int, _ shared: Shared) throws {
        let handle = try CurlHandle()
        let feed = Feed(mail)
        handle.set(CURLOPT_URL, "smtp://127.0.0.1:\(port)/bench.example")
        handle.set(CURLOPT_UPLOAD, 1)
        handle.set(CURLOPT_INFILESIZE_LARGE, offset: mail.count)
        handle.set(CURLOPT_MAIL_FROM, "status@market.example")
        handle.set(CURLOPT_READDATA, UnsafeRawPointer(Unmanaged.passUnretained(feed).toOpaque()))
        _ = belfry_easy_set_read(handle.raw) { bytes, size, count, context in
            guard let context else { return 0 }
            return Unmanaged<Feed>.fromOpaque(context).takeUnretainedValue()
                .copy(to: UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
        }
        while let number = shared.take(below: count) {
            let recipients = CurlList.make(["reader-\(number)@example.com"])
            defer { curl_slist_free_all(recipients) }
            _ = belfry_easy_set_list(handle.raw, CURLOPT_MAIL_RCPT, recipients)
            feed.rewind()
            let code = curl_easy_perform(handle.raw)
            guard code == CURLE_OK else { return shared.fail(String(cString: curl_easy_strerror(code))) }
        }
        withExtendedLifetime(feed) {}
    }

    /// The mail's bytes, handed over piece by piece.
    private final class Feed {
        private let mail: [UInt8]
        private var handedOver = 0

        init(_ mail: [UInt8]) { self.mail = mail }

        func rewind() { handedOver = 0 }

        func copy(to buffer: UnsafeMutableRawBufferPointer) -> Int {
            let count = min(buffer.count, mail.count - handedOver)
            mail.withUnsafeBytes {
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[handedOver..<handedOver + count]))
            }
            handedOver += count
            return count
        }
    }

    /// Which mail is next, for all threads.
    private final class Shared: Sendable {
        private let next = Atomic(0)
        private let failure = Mutex<String?>(nil)

        var reason: String? { failure.withLock { $0 } }

        func fail(_ reason: String) { failure.withLock { $0 = $0 ?? reason } }

        func take(below count: Int) -> Int? {
            guard reason == nil else { return nil }
            let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
            return number < count ? number : nil
        }
    }
}
