// SPDX-License-Identifier: Apache-2.0

import CLibcurl
import Glibc

/// What a run was measured on: a number without its machine says nothing.
package struct Machine: Encodable, Sendable {
    package let processor: String
    package let cores: Int
    package let memoryGiB: Int
    package let kernel: String
    /// The median time of 4 KiB written and made durable in the session's folder.
    package let flushMilliseconds: Double
    package let libcurl: String

    package init(folder: String) {
        self.processor = Self.processor(in: TextFile.read("/proc/cpuinfo") ?? "")
        self.cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        self.memoryGiB = Int(
            (Double(sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))) / 1_073_741_824).rounded()
        )
        self.kernel = (TextFile.read("/proc/sys/kernel/osrelease") ?? "").filter { !$0.isNewline }
        self.flushMilliseconds = Self.flushTime(in: folder)
        self.libcurl = String((curl_version().map { String(cString: $0) } ?? "").prefix { $0 != " " })
    }

    private enum CodingKeys: String, CodingKey {
        case processor, cores, kernel, libcurl
        case memoryGiB = "memory_gib"
        case flushMilliseconds = "flush_ms"
    }

    package var text: String {
        "\(processor), \(cores) cores, \(memoryGiB) GiB; Linux \(kernel); \(libcurl); 4 KiB durable in "
            + Unit.milliseconds.text(flushMilliseconds)
    }

    package static func processor(in text: String) -> String {
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        let name = line?.split(separator: ":", maxSplits: 1).last ?? "unknown processor"
        return String(name.drop { $0 == " " })
    }

    private static func flushTime(in folder: String) -> Double {
        let path = "\(folder)/flush"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return 0 }
        defer {
            close(descriptor)
            unlink(path)
        }
        let page = [UInt8](repeating: 1, count: 4_096)
        let times = (0..<41)
            .map { index -> Double in
                let begin = ContinuousClock.now
                guard pwrite(descriptor, page, page.count, page.count * index) == page.count, fdatasync(descriptor) == 0
                else { return 0 }
                return (ContinuousClock.now - begin).inMicroseconds / 1_000
            }
        return times.median ?? 0
    }
}
