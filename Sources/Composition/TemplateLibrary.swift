// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// The templates that there are.
///
/// A value: loading again makes a new one, and what is being composed keeps the one it began with. A template with an
/// error is not in it, but is known to be broken; the others are unaffected.
package struct TemplateLibrary: Sendable {
    private let usable: [TemplateName: Template]
    private let broken: [TemplateName: [Finding]]

    /// `broken` are templates that cannot be used, with what is wrong with each.
    package init(_ templates: [Template] = [], broken: [TemplateName: [Finding]] = [:]) {
        self.usable = Dictionary(templates.map { ($0.name, $0) }) { first, _ in first }
        self.broken = broken
    }

    /// The templates that can be used, by name.
    package var templates: [Template] { usable.values.sorted { $0.name < $1.name } }

    /// The templates that cannot be used, with their errors.
    package var failures: [TemplateName: [Finding]] { broken }

    /// - Throws: ``FaultCode/templateInvalid`` for one with errors, naming the file and line of the first;
    ///   ``FaultCode/templateUnknown`` for one that is not there, with the nearest name.
    package func template(_ name: TemplateName) throws(Fault) -> Template {
        if let template = usable[name] { return template }
        if let finding = broken[name]?.first(where: { $0.level >= .error }) {
            var fault = Fault(
                .templateInvalid,
                "Template “\(name)” cannot be used: \(finding.place.map { "\($0): " } ?? "")\(finding.message)",
                suggestedAction: finding.suggestion.map { "Did you mean “\($0)”?" },
                context: ["where": "/template", "template": name.text]
            )
            if let place = finding.place { fault = fault.with(place: place) }
            throw fault
        }
        let names = (Array(usable.keys) + broken.keys).map(\.text).sorted()
        let nearest = NearestName.of(name.text, in: names)
        throw Fault(
            .templateUnknown,
            "There is no template “\(name)”.",
            suggestedAction: nearest.map { "Did you mean “\($0)”?" } ?? "There are: \(names.joined(separator: ", ")).",
            context: ["where": "/template", "template": name.text]
        )
    }
}

extension Fault {
    /// The same with `place`, and its `file` and `line` apart.
    func with(place: String) -> Fault {
        let parts = place.split(separator: ":", maxSplits: 1)
        var fault = with("place", place).with("file", parts.first.map(String.init) ?? place)
        if parts.count == 2 { fault = fault.with("line", String(parts[1])) }
        return fault
    }
}
