// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials

extension ChannelConformance {
    func checkAddresses(_ adapter: Adapter, _ report: inout ConformanceReport) {
        for destination in destinations {
            let host = report.attempt("host") { () throws(Fault) in try adapter.host(for: destination) }
            guard let host else { continue }
            let isClean = !host.isEmpty && !host.contains { $0.isWhitespace || $0 == "/" || $0 == "@" || $0.isNewline }
            report.expect(isClean, "host", "“\(host)” is no host.")
            report.expect(leak(in: host) == nil, "secrets", "A host gives a secret away.")
        }
        for address in hostileAddresses {
            do throws(Fault) {
                let host = try adapter.host(for: destination(address))
                report.add("host-refuses", "The address “\(shown(address))” is accepted as host “\(shown(host))”.")
            } catch {
                report.expect(
                    error.code == .addressInvalid,
                    "host-refuses",
                    "The address “\(shown(address))” is refused with \(error.code.rawValue) instead of CHN-605."
                )
                report.expect(
                    leak(in: error, about: destination(address)) == nil,
                    "secrets",
                    "The fault of an invalid address repeats it."
                )
            }
        }
    }

    /// `init`, `host(for:)` and `render(_:for:)` do no I/O, and equal input makes equal output.
    func checkPurity(_ report: inout ConformanceReport) {
        let worlds = [ConformanceWorld(self), ConformanceWorld(self, now: ConformanceWorld.start + .seconds(86_399))]
        var renderings: [[Rendering?]] = []
        for world in worlds {
            guard let adapter = report.attempt("init", { () throws(Fault) in try make(in: world) }) else { return }
            for use in world.uses { report.add("init-is-pure", "init uses \(use).") }
            let reads = world.clock.reads
            renderings.append(
                messages.flatMap { hostile in
                    destinations.map { delivery(of: hostile.message, to: $0, by: adapter)?.rendering }
                }
            )
            for destination in destinations { _ = try? adapter.host(for: destination) }
            for use in world.uses { report.add("render-is-pure", "Rendering uses \(use).") }
            report.expect(world.clock.reads == reads, "render-is-pure", "Rendering looks at the clock.")
            for (index, hostile) in messages.enumerated() {
                guard let destination = destinations.first else { break }
                let again = delivery(of: hostile.message, to: destination, by: adapter)?.rendering
                report.expect(
                    again == renderings[renderings.count - 1][index * destinations.count],
                    "render-is-deterministic",
                    "\(hostile): two renderings by one instance differ."
                )
            }
        }
        for (index, pair) in zip(renderings[0], renderings[1]).enumerated() where pair.0 != pair.1 {
            let hostile = messages[index / max(1, destinations.count)]
            report.add("render-is-deterministic", "\(hostile): the renderings of two instances differ.")
        }
    }

    func checkRenderings(_ adapter: Adapter, _ report: inout ConformanceReport) {
        for hostile in messages {
            for destination in destinations {
                let rendering = report.attempt("render \(hostile.name)") { () throws(Fault) in
                    try adapter.render(hostile.message, for: destination)
                }
                guard let rendering else { continue }
                report.expect(!rendering.parts.isEmpty, "render-says-something", "\(hostile): there are no parts.")
                for part in rendering.parts { check(part, of: hostile, &report) }
                for finding in rendering.findings {
                    let text = [finding.message, finding.place ?? "", finding.suggestion ?? ""].joined(separator: "\n")
                    report.expect(leak(in: text) == nil, "secrets", "\(hostile): a finding gives a secret away.")
                }
            }
        }
    }

    private func check(_ part: RenderedPart, of hostile: HostileMessage, _ report: inout ConformanceReport) {
        report.expect(
            part.text.contains { !$0.isWhitespace },
            "render-says-something",
            "\(hostile): the part “\(part.name)” is blank."
        )
        report.expect(!part.contentType.isEmpty, "render-content-type", "The part “\(part.name)” has no content type.")
        report.expect(leak(in: part.text) == nil, "secrets", "\(hostile): the part “\(part.name)” gives a secret away.")
        for limit in Adapter.manifest.limits where limit.part == part.name {
            guard let unit = unit(limit.unit) else { continue }
            report.expect(
                TextLimit(limit.max, unit).holds(part.text),
                "limits",
                "\(hostile): “\(part.name)” has \(unit.count(part.text)) of at most \(limit.max) \(limit.unit)."
            )
        }
        guard part.contentType.contains("json") else { return }
        report.expect(isJSON(part.text), "json", "\(hostile): the part “\(part.name)” is not JSON.")
    }

    func isJSON(_ text: String) -> Bool {
        do {
            _ = try JSONDecoder().decode(AnyJSON.self, from: Data(text.utf8))
            return true
        } catch {
            return false
        }
    }

    /// A text with its control characters made visible.
    private func shown(_ text: String) -> String {
        text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? $0.escaped(asASCII: true) : String($0) }
            .joined()
    }
}
