// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// One language's feeds: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1.
struct PageFeeds {
    let profile: PageProfile
    let language: PageProfile.Language
    let entries: [FeedEntry]
    let updatedAt: Timestamp

    private var home: String { "\(profile.url)/\(language.home)" }

    /// Each by its path below the page's folder.
    var files: [FileSet.File] {
        [
            FileSet.File(language.home + "history.atom", atom), FileSet.File(language.home + "history.rss", rss),
            FileSet.File(language.home + "feed.json", json),
        ]
    }

    private var atom: String {
        let items = entries.map { entry in
            """
            <entry xml:lang="\(entry.locale)">
            <id>\(XMLText.escaped(entry.address))</id>
            <title>\(XMLText.escaped(entry.title))</title>
            <published>\(entry.publishedAt)</published>
            <updated>\(entry.updatedAt)</updated>
            <link rel="alternate" type="text/html" href="\(XMLText.escaped(entry.address))"/>
            <content type="html">\(XMLText.escaped(entry.html))</content>
            </entry>

            """
        }
        return """
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="\(language.locale)">
            <id>\(XMLText.escaped(home))</id>
            <title>\(XMLText.escaped(profile.title))</title>
            <updated>\(newest)</updated>
            <author><name>\(XMLText.escaped(profile.title))</name></author>
            <link rel="self" type="application/atom+xml" href="\(XMLText.escaped(home))history.atom"/>
            <link rel="alternate" type="text/html" href="\(XMLText.escaped(home))"/>
            \(items.joined())</feed>

            """
    }

    private var rss: String {
        let items = entries.map { entry in
            """
            <item>
            <guid isPermaLink="true">\(XMLText.escaped(entry.address))</guid>
            <title>\(XMLText.escaped(entry.title))</title>
            <link>\(XMLText.escaped(entry.address))</link>
            <pubDate>\(entry.publishedAt.mailDate)</pubDate>
            <description>\(XMLText.escaped(entry.html))</description>
            </item>

            """
        }
        return """
            <?xml version="1.0" encoding="utf-8"?>
            <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
            <channel>
            <title>\(XMLText.escaped(profile.title))</title>
            <link>\(XMLText.escaped(home))</link>
            <description>\(XMLText.escaped(profile.title))</description>
            <language>\(language.locale)</language>
            <lastBuildDate>\(newest.mailDate)</lastBuildDate>
            <atom:link rel="self" type="application/rss+xml" href="\(XMLText.escaped(home))history.rss"/>
            \(items.joined())</channel>
            </rss>

            """
    }

    private var json: [UInt8] {
        JSONText.object([
            "version": .text("https://jsonfeed.org/version/1.1"), "title": .text(profile.title),
            "home_page_url": .text(home), "feed_url": .text(home + "feed.json"),
            "language": .text(language.locale.text), "authors": .list([.object(["name": .text(profile.title)])]),
            "items": .list(
                entries.map { entry in
                    .object([
                        "id": .text(entry.address), "url": .text(entry.address), "title": .text(entry.title),
                        "content_html": .text(entry.html), "content_text": .text(entry.text),
                        "date_published": .time(entry.publishedAt), "date_modified": .time(entry.updatedAt),
                        "language": .text(entry.locale.text),
                    ])
                }
            ),
        ])
        .bytes
    }

    private var newest: Timestamp { entries.map(\.updatedAt).max() ?? updatedAt }
}

/// Text set into XML 1.0.
enum XMLText {
    /// Safe between tags and inside quoted attributes; what XML cannot hold at all is left out.
    static func escaped(_ text: String) -> String {
        let allowed = text.unicodeScalars.filter { scalar in
            switch scalar.value {
            case 0x9, 0xA, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFFFD: true
            case 0x10000...0x10FFFF: scalar.value & 0xFFFE != 0xFFFE
            default: false
            }
        }
        return HTMLText.escaped(String(String.UnicodeScalarView(allowed)))
    }
}
