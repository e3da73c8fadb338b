// SPDX-License-Identifier: Apache-2.0

import Composition

/// Small templates: `note` in two languages, with no variable that must be given, `ask`, which needs one, and the question
/// whether messages are wanted.
enum SampleTemplates {
    static let library = TemplateLibrary.read(files).library

    private static let files = [
        "note/template.yaml": """
        title: "Note"
        owner: "team"
        review-by: "2030-05-01"
        phases: [investigating, identified, monitoring, resolved]
        variables:
          cause: { type: text, description: "Why.", default: { en: "We do not know why.", de: "Wir wissen nicht, warum." } }

        """,
        "note/en.md": text("Checkout fails. {{cause}}", title: "Checkout is failing"),
        "note/de.md": text("Die Kasse geht nicht. {{cause}}", title: "Die Kasse geht nicht"),
        "ask/template.yaml": """
        title: "Ask"
        owner: "team"
        review-by: "2030-05-01"
        variables:
          who: { type: string, description: "Who is affected.", required: true }

        """,
        "subscription-confirm/template.yaml": """
        title: "Confirm"
        owner: "team"
        review-by: "2030-05-01"
        variables:
          site: { type: string, description: "Whose.", required: true }
          audience: { type: string, description: "For whom.", required: true }
          components: { type: list, description: "About." }
          until: { type: time, description: "How long.", required: true }

        """,
        "subscription-confirm/en.md": text(
            "{{audience}} until {{until}}\n{{#components}}- {{.}}{{/components}}",
            title: "Confirm {{site}}"
        ),
        "subscription-confirm/de.md": text("{{audience}}, {{until}}", title: "{{site}} bestätigen"),
        "ask/en.md": text("{{who}} cannot pay.", title: "Payments fail"),
    ]

    private static func text(_ body: String, title: String) -> String {
        "---\ntitle: \"\(title)\"\n---\n## what_happened\n\(body)\n"
    }
}
