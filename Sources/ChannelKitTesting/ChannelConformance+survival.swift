// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

extension ChannelConformance {
    /// However long a message is, its title, its link or impact, and the marks of an exercise and of a correction come
    /// through.
    func checkWhatSurvives(_ adapter: Adapter, _ report: inout ConformanceReport) {
        let long = Section(.whatHappened, String(repeating: "Payments fail at random. ", count: 1_200))
        let impact = "Buyers cannot pay by card."
        let sections = [long, Section(.impact, impact), Section(.nextUpdate, "We report again by 14:25 UTC.")]
        let message = Message.sample(sections: sections)
        for destination in destinations {
            guard let rendering = delivery(of: message, to: destination, by: adapter)?.rendering else { continue }
            let text = rendering.parts.map(\.text).joined(separator: "\n").replacing("\\/", with: "/")
            report.expect(text.contains(message.title), "title-survives", "A long message loses its title.")
            let tellsMore = text.contains(impact) || message.facts.link.map { text.contains($0) } ?? false
            report.expect(tellsMore, "impact-survives", "A long message loses both its link and its impact.")
            checkOnlySection(adapter, destination, &report)
            checkCorrection(adapter, destination, sections, &report)
            for (locale, watermark) in [("en", "EXERCISE"), ("de", "ÜBUNG"), ("ar", "تمرين")] {
                for sections in [Section.samples, sections] {
                    let drill = Message.sample(locale: locale, sections: sections, isDrill: true)
                    checkWatermark(watermark, delivery(of: drill, to: destination, by: adapter)?.rendering, &report)
                }
            }
        }
    }

    /// A section that stands alone is cut, never given up.
    private func checkOnlySection(
        _ adapter: Adapter,
        _ destination: Destination,
        _ report: inout ConformanceReport
    ) {
        for name in [SectionName.impact, .whatHappened] {
            let words = "Cards fail"
            let text = words + String(repeating: " for buyers at random.", count: 1_400)
            let message = Message.sample(sections: [Section(name, text)])
            guard let rendering = delivery(of: message, to: destination, by: adapter)?.rendering else { continue }
            report.expect(
                rendering.parts.contains { $0.text.contains(words) },
                "only-section-survives",
                "A long message says nothing of its only section, “\(name.rawValue)”."
            )
        }
    }

    private func checkWatermark(_ watermark: String, _ rendering: Rendering?, _ report: inout ConformanceReport) {
        var seen: Set<String> = []
        for part in rendering?.parts ?? [] where seen.insert(part.name).inserted {
            report.expect(
                part.text.contains(watermark),
                "drill-watermark",
                "An exercise's first “\(part.name)” does not say “\(watermark)”."
            )
        }
    }

    /// Readers learn that a message puts an earlier one right, and which.
    private func checkCorrection(
        _ adapter: Adapter,
        _ destination: Destination,
        _ long: [Section],
        _ report: inout ConformanceReport
    ) {
        for (locale, number) in [("en", 1), ("de", 12), ("ar", 3)] {
            for sections in locale == "de" ? [Section.samples, long] : [Section.samples] {
                let message = Message.sample(locale: locale, sections: sections, corrects: number)
                guard let mark = message.correctionMark,
                    let rendering = delivery(of: message, to: destination, by: adapter)?.rendering
                else { continue }
                report.expect(
                    rendering.parts.contains { $0.text.contains(mark) },
                    "correction-is-told",
                    "A correction does not say “\(mark)”."
                )
            }
        }
    }
}
