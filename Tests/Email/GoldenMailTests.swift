// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Email
import Testing

struct GoldenMailTests {
    @Test func `one mail, byte for byte`() async throws {
        var settings = EmailFixture.settings
        settings.from = "Märkte <status@market.example>"
        settings.listID = "incidents.market.example"
        let received = try await EmailFixture.received(
            settings: settings,
            thread: Receipt(id: "<dlv_7@market.example>"),
            unsubscribeURL: "https://hub.example/unsubscribe/tok_1"
        )
        #expect(received.hasCleanLineEnds)
        #expect(received.text.replacing("\r\n", with: "\n") == Self.golden)
    }

    /// With line feeds for the wire's line ends.
    private static let golden = """
        Date: Sat, 21 Nov 2026 15:10:01 +0000
        From: =?UTF-8?Q?M=C3=A4rkte?= <status@market.example>
        To: ada@example.com
        Subject: [Resolved] Checkout errors
        Message-ID: <dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R@market.example>
        In-Reply-To: <dlv_7@market.example>
        References: <dlv_7@market.example>
        Auto-Submitted: auto-generated
        X-Auto-Response-Suppress: All
        List-Id: <incidents.market.example>
        List-Unsubscribe: <https://hub.example/unsubscribe/tok_1>
        List-Unsubscribe-Post: List-Unsubscribe=One-Click
        X-Belfry-Incident: inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R
        X-Belfry-Delivery: dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R
        Content-Language: en
        MIME-Version: 1.0
        Content-Type: multipart/alternative;
         boundary="=_dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R"

        --=_dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        Payments are working again
        --------------------------

        [Resolved]
        As of: Sat 21 Nov 2026, 14:05 UTC
        Affected: checkout, payments
        Started: Sat 21 Nov 2026, 13:35 UTC

        ## What happened

        Card payments failed between 14:05 and 15:10 UTC.

        ## Impact

        About 5 % of checkouts ended in an error. See https://market.example/a?b=3D=
        1&c=3D2.

        History and current status:
        https://market.example/status/incidents/inc_1

        --=20
        M=C3=A4rkte
        Unsubscribe from these messages:
        https://hub.example/unsubscribe/tok_1

        --=_dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        <!DOCTYPE html>
        <html lang=3D"en" dir=3D"ltr">
        <head>
        <meta charset=3D"utf-8">
        <meta name=3D"viewport" content=3D"width=3Ddevice-width, initial-scale=3D1"=
        >
        <meta name=3D"color-scheme" content=3D"light dark">
        <meta name=3D"supported-color-schemes" content=3D"light dark">
        <title>Payments are working again</title>
        <style>
        p { margin: 0 0 12px } ul, ol { margin: 0 0 12px; padding-inline-start: 24p=
        x }
        pre, code { font-family: Menlo, Consolas, monospace; font-size: 14px; white=
        -space: pre-wrap }
        blockquote { margin: 0 0 12px; padding-inline-start: 12px; border-inline-st=
        art: 3px solid #c5cad1 }
        =2Ecard td table { border-collapse: collapse } .card th, .card td td { padd=
        ing: 4px 8px; border: 1px solid #c5cad1 }
        @media (prefers-color-scheme: dark) {
        =2Epage { background: #15181b !important } .page, .text { color: #e6e8ea !i=
        mportant }
        =2Ecard { background: #22262b !important } .quiet { color: #a9b1bb !importa=
        nt }
        =2Ecard a:not([style*=3D"background"]) { color: #7fb3ff !important }
        }
        </style>
        </head>
        <body class=3D"page" style=3D"margin:0;padding:0;background:#f3f4f6;color:#=
        1c2024;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-ser=
        if;font-size:16px;line-height:1.5">
        <div style=3D"display:none;max-height:0;overflow:hidden;font-size:1px;line-=
        height:1px;opacity:0">About 5 % of checkouts ended in an error. See https:/=
        /market.example/a?b=3D1&amp;c=3D2.</div>
        <table role=3D"presentation" width=3D"100%" cellpadding=3D"0" cellspacing=
        =3D"0" border=3D"0"><tr><td align=3D"center" style=3D"padding:24px 12px">
        <table role=3D"presentation" class=3D"card" width=3D"100%" cellpadding=3D"0=
        " cellspacing=3D"0" border=3D"0" style=3D"max-width:600px;background:#fffff=
        f;border-radius:6px;border-top:4px solid #1a7f37"><tr><td class=3D"text" al=
        ign=3D"left" style=3D"padding:24px;overflow-wrap:anywhere;color:#1c2024;fon=
        t-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-si=
        ze:16px;line-height:1.5">
        <p style=3D"margin:0 0 8px"><span style=3D"display:inline-block;padding:2px=
         10px;border-radius:10px;color:#ffffff;font-size:13px;font-weight:bold;back=
        ground:#1a7f37">Resolved</span></p>
        <h1 style=3D"margin:0 0 16px;font-size:22px;line-height:1.3">Payments are w=
        orking again</h1>
        <p class=3D"quiet" style=3D"margin:0 0 16px;color:#5c6470;font-size:14px"><=
        strong>As of:</strong> Sat 21 Nov 2026, 14:05 UTC<br>
        <strong>Affected:</strong> checkout, payments<br>
        <strong>Started:</strong> Sat 21 Nov 2026, 13:35 UTC</p>
        <h2 style=3D"margin:24px 0 8px;font-size:17px;line-height:1.3">What happene=
        d</h2>
        <p>Card payments failed between 14:05 and 15:10 UTC.</p>
        <h2 style=3D"margin:24px 0 8px;font-size:17px;line-height:1.3">Impact</h2>
        <p>About 5 % of <strong>checkouts</strong> ended in an error. See <a href=
        =3D"https://market.example/a?b=3D1&amp;c=3D2" rel=3D"noopener noreferrer">h=
        ttps://market.example/a?b=3D1&amp;c=3D2</a>.</p>
        <p style=3D"margin:24px 0"><a href=3D"https://market.example/status/inciden=
        ts/inc_1" style=3D"display:inline-block;padding:10px 18px;border-radius:6px=
        ;color:#ffffff;text-decoration:none;font-weight:bold;background:#1a7f37">Hi=
        story and current status</a></p>
        <p class=3D"quiet" style=3D"margin:24px 0 0;color:#5c6470;font-size:13px">M=
        =C3=A4rkte</p>
        <p class=3D"quiet" style=3D"margin:24px 0 0;color:#5c6470;font-size:13px"><=
        a class=3D"quiet" href=3D"https://hub.example/unsubscribe/tok_1" style=3D"c=
        olor:#5c6470">Unsubscribe from these messages</a></p>
        </td></tr></table>
        </td></tr></table>
        </body>
        </html>

        --=_dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R--

        """
}
