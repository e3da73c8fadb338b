// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import HubCore

/// The parts of a form in which a reader says what is of interest: components and severity.
struct InterestFields {
    let offer: SubscriptionOffer
    let words: ReaderWords
    /// What is ticked beforehand.
    var interest = Interest.everything
    /// After every name, where a page asks for several audiences: empty, or such as `:public`.
    var suffix = ""

    /// The names of the fields, as a request in JSON has them.
    var names: (components: String, severity: String) { ("components\(suffix)", "severity\(suffix)") }

    var html: String { components + severity }

    /// What a form says; what is not offered counts for nothing.
    func interest(in form: FormBody) -> Interest {
        let known = Set(offer.components.map(\.name))
        let components = form[all: names.components].compactMap { ComponentName($0) }
            .filter { known.isEmpty ? interest.components.contains($0) : known.contains($0) }
        return Interest(
            components: Set(components),
            severity: form[names.severity].flatMap { Severity(rawValue: $0) }
        )
    }

    private var components: String {
        // Without a list of components, what was chosen elsewhere can still be given up here.
        let listed = offer.components.isEmpty ? interest.components.sorted() : offer.components.map(\.name)
        guard !listed.isEmpty else { return "" }
        let boxes = listed.map { name in
            let title = HTMLText.escaped(offer.title(of: name, in: words.locale))
            let isChosen = interest.components.contains(name) ? " checked" : ""
            return "<label class=\"choice\"><input type=\"checkbox\" name=\"\(HTMLText.escaped(names.components))\" "
                + "value=\"\(name)\"\(isChosen)> <span>\(title)</span></label>"
        }
        return """
            <fieldset><legend>\(HTMLText.escaped(words.components))</legend>
            <p class="quiet">\(HTMLText.escaped(words.componentsHint))</p>
            \(boxes.joined(separator: "\n"))
            </fieldset>

            """
    }

    private var severity: String {
        let id = HTMLText.escaped(names.severity.replacing(":", with: "-"))
        var choices = words.severities
        let chosen = interest.severity?.rawValue ?? ""
        if !choices.contains(where: { $0.value == chosen }) { choices.append((chosen, chosen)) }
        return Self.select(
            id: id,
            name: names.severity,
            label: words.severity,
            choices: choices,
            chosen: chosen
        )
    }

    /// A labelled list of choices.
    static func select(
        id: String,
        name: String,
        label: String,
        choices: [(value: String, label: String)],
        chosen: String
    ) -> String {
        let options = choices.map { choice in
            let mark = choice.value == chosen ? " selected" : ""
            return
                "<option value=\"\(HTMLText.escaped(choice.value))\"\(mark)>\(HTMLText.escaped(choice.label))</option>"
        }
        return """
            <div class="field"><label for="\(id)">\(HTMLText.escaped(label))</label>
            <select id="\(id)" name="\(HTMLText.escaped(name))">\(options.joined())</select></div>

            """
    }
}
