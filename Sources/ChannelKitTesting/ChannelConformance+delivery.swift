// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

extension ChannelConformance {
    /// What goes over the wire for every hostile message, and what comes back when it is accepted.
    func checkDeliveries(_ report: inout ConformanceReport) async {
        for hostile in messages {
            for destination in destinations {
                let world = ConformanceWorld(self)
                guard let adapter = try? make(in: world),
                    let delivery = delivery(of: hostile.message, to: destination, by: adapter)
                else { continue }
                switch await outcome(of: delivery, by: adapter) {
                case .success(let receipt):
                    let text = [receipt.id ?? "", receipt.note ?? ""].joined(separator: "\n")
                    report.expect(leak(in: text) == nil, "secrets", "\(hostile): the receipt gives a secret away.")
                    report.expect(!world.uses.isEmpty, "delivers", "\(hostile): a receipt, but nothing was done.")
                case .failure(let fault):
                    report.add("delivers", "\(hostile): \(fault) although all services accept.")
                }
                for request in world.http.requests { check(request, delivery, hostile, &report) }
                for mail in world.mail.submissions { check(mail, hostile, &report) }
                for (path, content) in world.files.files where path.hasSuffix(".json") {
                    let isReadable = isJSON(String(decoding: content, as: UTF8.self))
                    report.expect(isReadable, "json", "\(hostile): the file “\(path)” is not JSON.")
                }
                checkRequestIsPure(adapter, delivery, &report)
            }
        }
    }

    func outcome(of delivery: Delivery, by adapter: Adapter) async -> Result<Receipt, Fault> {
        do throws(Fault) {
            return .success(try await adapter.deliver(delivery))
        } catch {
            return .failure(error)
        }
    }

    private func checkRequestIsPure(_ adapter: Adapter, _ delivery: Delivery, _ report: inout ConformanceReport) {
        guard let web = adapter as? any WebChannel else { return }
        let first = try? web.request(for: delivery)
        let second = try? web.request(for: delivery)
        report.expect(first == second, "request-is-pure", "Two requests for one attempt at one moment differ.")
    }

    private func check(
        _ request: HTTPRequest,
        _ delivery: Delivery,
        _ hostile: HostileMessage,
        _ report: inout ConformanceReport
    ) {
        let isToken = { (text: String) in
            !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }
        }
        report.expect(isToken(request.method), "wire", "\(hostile): the method is not one.")
        report.expect(
            request.url.utf8.allSatisfy { (0x21...0x7E).contains($0) },
            "wire",
            "\(hostile): the address of the request holds what no address can hold."
        )
        for header in request.headers {
            let isClean =
                isToken(header.name) && header.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
            report.expect(isClean, "wire", "\(hostile): the header “\(header.name)” could start another.")
        }
        let contentType = request.headers.first { $0.name.lowercased() == "content-type" }?.value ?? ""
        let body = String(decoding: request.body, as: UTF8.self)
        if contentType.contains("json") { report.expect(isJSON(body), "json", "\(hostile): the request is not JSON.") }
        for limit in Adapter.manifest.limits where limit.part == "request" {
            guard let unit = unit(limit.unit) else { continue }
            report.expect(
                TextLimit(limit.max, unit).holds(body),
                "limits",
                "\(hostile): the request has \(unit.count(body)) of at most \(limit.max) \(limit.unit)."
            )
        }
        guard Adapter.manifest.capabilities.contains(.deduplicates) else { return }
        let told = [request.url, body] + request.headers.map(\.value)
        report.expect(
            told.contains { $0.contains(delivery.key) },
            "key-is-handed-over",
            "The provider can tell duplicates apart but is not given the delivery's key."
        )
    }

    private func check(_ mail: MailSubmission, _ hostile: HostileMessage, _ report: inout ConformanceReport) {
        for address in [mail.sender, mail.recipient] {
            let isClean = address.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != 0x3C && $0 != 0x3E }
            report.expect(isClean, "wire", "\(hostile): an address of the envelope could start another command.")
        }
        let letter = MailShape(mail.content)
        for flaw in letter.flaws { report.add("wire", "\(hostile): \(flaw)") }
        for name in ["from", "to", "date", "message-id", "subject", "mime-version"] {
            let count = letter.headerNames.count { $0 == name }
            report.expect(count == 1, "wire", "\(hostile): the mail has \(count) headers “\(name)”.")
        }
        for name in ["bcc", "x-injected"] where letter.headerNames.contains(name) {
            report.add("wire", "\(hostile): the message smuggles in the header “\(name)”.")
        }
    }
}
