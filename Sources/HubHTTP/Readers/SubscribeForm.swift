// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import HubCore

/// The form of `/subscribe`.
struct SubscribeForm {
    /// What a person does not see, and a program that fills in everything does.
    static let trap = "website"

    let offer: SubscriptionOffer
    let words: ReaderWords
    /// The offered channels as ``Hub/offeredKinds`` says.
    let kinds: [(channel: ChannelName, kind: String, programKey: String?)]
    /// The one incident that is asked about, with its title.
    var incident: (id: IncidentReference.ID, title: String)?
    /// What was wrong the last time, in words.
    var complaint: String?
    /// What was filled in the last time.
    var filled: FormBody?

    var html: String {
        """
        \(notice)<p>\(HTMLText.escaped(words.subscribeIntro))</p>
        <form method="post">
        \(typed.isEmpty ? "" : howField + addressField)\(audienceField)\(interestFields)\(localeField)
        <div class="trap" aria-hidden="true"><label>\(HTMLText.escaped(words.leaveEmpty)) \
        <input type="text" name="\(Self.trap)" tabindex="-1" autocomplete="off"></label></div>
        \(submit)\(push?.html ?? "")</form>
        \(feeds)
        """
    }

    private var submit: String {
        typed.isEmpty ? "" : "<button type=\"submit\">\(HTMLText.escaped(words.subscribe))</button>\n"
    }

    /// How this browser can subscribe itself; nil where that is not offered.
    var push: BrowserPush? {
        kinds.lazy
            .compactMap { channel, _, key in
                key.map { BrowserPush(channel: channel, key: $0, words: words, isAlone: typed.isEmpty) }
            }
            .first
    }

    private var notice: String {
        guard let complaint else { return "" }
        return "<p class=\"notice wrong\" role=\"alert\">\(HTMLText.escaped(complaint))</p>\n"
    }

    /// What people can type; a browser's own subscription comes by JSON.
    private var typed: [(channel: ChannelName, kind: String)] {
        kinds.filter { $0.programKey == nil }.map { ($0.channel, $0.kind) }
    }

    private var howField: String {
        guard typed.count > 1 else {
            return typed.first.map { "<input type=\"hidden\" name=\"channel\" value=\"\($0.channel)\">\n" } ?? ""
        }
        let kindCounts = Dictionary(grouping: typed, by: \.kind).mapValues(\.count)
        return InterestFields.select(
            id: "channel",
            name: "channel",
            label: words.channel,
            choices: typed.map { channel, kind in
                let name = words.name(ofKind: kind)
                return (channel.text, kindCounts[kind] == 1 ? name : "\(name) (\(channel))")
            },
            chosen: filled?["channel"] ?? ""
        )
    }

    private var addressField: String {
        let hints = [("email", words.mailHint), ("webhook", words.webhookHint)]
            .filter { kind, _ in typed.contains { $0.kind == kind } }
            .map { HTMLText.escaped($0.1) }
        let isMailOnly = typed.allSatisfy { $0.kind == "email" }
        return """
            <div class="field"><label for="to">\(HTMLText.escaped(words.address))</label>
            <input type="text" id="to" name="to" dir="ltr" required maxlength="2048" autocapitalize="none" spellcheck="false" \
            inputmode="\(isMailOnly ? "email" : "url")" autocomplete="\(isMailOnly ? "email" : "on")" \
            aria-describedby="to-hint" value="\(HTMLText.escaped(filled?["to"] ?? ""))">
            <p class="quiet" id="to-hint">\(hints.joined(separator: " "))</p></div>

            """
    }

    private var audienceField: String {
        guard offer.audiences.count > 1 else { return "" }
        return InterestFields.select(
            id: "audience",
            name: "audience",
            label: words.audience,
            choices: offer.audiences.map { ($0.name.text, $0.title(words.locale)) },
            chosen: filled?["audience"] ?? ""
        )
    }

    private var interestFields: String {
        if let incident {
            return """
                <p class="notice">\(HTMLText.escaped(words.onlyIncident)): <bdi>\(HTMLText.escaped(incident.title))</bdi></p>
                <input type="hidden" name="incident" value="\(incident.id)">

                """
        }
        var fields = InterestFields(offer: offer, words: words)
        if let filled { fields.interest = fields.interest(in: filled) }
        return fields.html
    }

    private var localeField: String {
        InterestFields.select(
            id: "locale",
            name: "locale",
            label: words.language,
            choices: Array(zip(ReaderWords.languages, ReaderWords.languageNames)).map { ($0, $1) },
            chosen: filled?["locale"] ?? words.locale.language
        )
    }

    private var feeds: String {
        guard offer.hasStatusPage else { return "" }
        let links = [
            ("history.atom", "Atom"), ("history.rss", "RSS"), ("feed.json", "JSON Feed"), ("history.ics", "iCal"),
        ]
        .map { "<li><a href=\"/status/\($0)\">\($1)</a></li>" }
        return """
            <h2>\(HTMLText.escaped(words.feedsTitle))</h2>
            <p>\(HTMLText.escaped(words.feedsIntro))</p>
            <nav aria-label="\(HTMLText.escaped(words.feedsTitle))"><ul>\(links.joined())</ul></nav>
            """
    }
}
