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

        [Resolved]

        Payments are working again
        --------------------------

        Severity: Major
        Affected: checkout, payments
        Started: Sat 21 Nov 2026, 13:35 UTC
        As of: Sat 21 Nov 2026, 14:05 UTC

        ## What happened

        Card payments failed between 14:05 and 15:10 UTC.

        ## Impact

        About 5 % of checkouts ended in an error. See https://market.example/a?b=3D=
        1&c=3D2.

        History and current status:
        https://market.example/status/incidents/inc_1

        --=20
        You get this mail because your address is on the list for these messages.
        M=C3=A4rkte
        Unsubscribe:
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
        <meta name=3D"format-detection" content=3D"telephone=3Dno,date=3Dno,address=
        =3Dno,email=3Dno">
        <title>Payments are working again</title>
        <style>
        @media (max-width:620px) { .edge { padding-left:16px !important; padding-ri=
        ght:16px !important } }
        @media (prefers-color-scheme:dark) {
        =2Epage { background:#15181b !important } .card { background:#22262b !impor=
        tant }
        =2Etext, .text td, .text th { color:#e6e8ea !important } .quiet, .text td.q=
        uiet { color:#a9b1bb !important }
        =2Etext a { color:#8ab8ff !important } .text a.button { color:#ffffff !impo=
        rtant }
        }
        </style>
        <style>
        [data-ogsb] .page { background:#15181b !important } [data-ogsb] .card { bac=
        kground:#22262b !important }
        [data-ogsc] .text, [data-ogsc] .text td { color:#e6e8ea !important }
        [data-ogsc] .quiet, [data-ogsc] .text td.quiet { color:#a9b1bb !important }
        [data-ogsc] .text a { color:#8ab8ff !important } [data-ogsc] .text a.button=
         { color:#ffffff !important }
        </style>
        <!--[if mso]><style>td,p,h1,h2,a { font-family:'Segoe UI',Arial,sans-serif =
        }</style><![endif]-->
        </head>
        <body class=3D"page" style=3D"margin:0;padding:0;background:#f3f4f6">
        <div style=3D"display:none;max-height:0;overflow:hidden;font-size:1px;line-=
        height:1px;opacity:0">About 5 % of checkouts ended in an error. See https:/=
        /market.example/a?b=3D1&amp;c=3D2. &#847;&#8199; &#847;&#8199; &#847;&#8199=
        ; &#847;&#8199; &#847;&#8199; &#847;&#8199; &#847;&#8199; &#847;&#8199; &#8=
        47;&#8199; &#847;&#8199; &#847;&#8199; &#847;&#8199; &#847;&#8199; &#847;&#=
        8199; &#847;&#8199; &#847;&#8199; &#847;&#8199; &#847;&#8199; &#847;&#8199;=
         &#847;&#8199;</div>
        <table role=3D"presentation" cellpadding=3D"0" cellspacing=3D"0" border=3D"=
        0" class=3D"page" width=3D"100%" bgcolor=3D"#f3f4f6" lang=3D"en" dir=3D"ltr=
        " style=3D"margin:0;padding:0;background:#f3f4f6"><tr><td align=3D"center" =
        style=3D"padding:24px 12px">
        <!--[if mso]><table role=3D"presentation" cellpadding=3D"0" cellspacing=3D"=
        0" border=3D"0" width=3D"600"><tr><td><![endif]-->
        <table role=3D"presentation" cellpadding=3D"0" cellspacing=3D"0" border=3D"=
        0" class=3D"card" width=3D"100%" bgcolor=3D"#ffffff" style=3D"width:100%;ma=
        x-width:600px;background:#ffffff;border-radius:6px">
        <tr><td class=3D"edge" bgcolor=3D"#1a7f37" align=3D"left" style=3D"backgrou=
        nd:#1a7f37;padding:12px 24px;border-radius:6px 6px 0 0;font:16px/1.5 -apple=
        -system,'Segoe UI',Roboto,Arial,sans-serif;color:#ffffff;font-weight:bold">
        <span aria-hidden=3D"true">&#10003;&nbsp; </span>Resolved</td></tr>
        <tr><td class=3D"text edge" align=3D"left" style=3D"padding:24px;overflow-w=
        rap:anywhere;color:#1c2024;font:16px/1.5 -apple-system,'Segoe UI',Roboto,Ar=
        ial,sans-serif">
        <h1 style=3D"margin:0 0 16px;font-size:22px;line-height:1.3">Payments are w=
        orking again</h1>
        <table role=3D"presentation" cellpadding=3D"0" cellspacing=3D"0" border=3D"=
        0" style=3D"color:#1c2024;font-size:14px;line-height:1.5">
        <tr valign=3D"top"><td class=3D"quiet" style=3D"padding:2px 0;padding-right=
        :16px;color:#5c6470">Severity:</td><td style=3D"padding:2px 0">Major</td></=
        tr>
        <tr valign=3D"top"><td class=3D"quiet" style=3D"padding:2px 0;padding-right=
        :16px;color:#5c6470">Affected:</td><td style=3D"padding:2px 0">checkout, pa=
        yments</td></tr>
        <tr valign=3D"top"><td class=3D"quiet" style=3D"padding:2px 0;padding-right=
        :16px;color:#5c6470">Started:</td><td style=3D"padding:2px 0">Sat 21 Nov 20=
        26, 13:35 UTC</td></tr>
        <tr valign=3D"top"><td class=3D"quiet" style=3D"padding:2px 0;padding-right=
        :16px;color:#5c6470">As of:</td><td style=3D"padding:2px 0">Sat 21 Nov 2026=
        , 14:05 UTC</td></tr>
        </table>
        <h2 style=3D"margin:24px 0 8px;font-size:17px;line-height:1.3">What happene=
        d</h2>
        <p style=3D"margin:0 0 12px">Card payments failed between 14:05 and 15:10 U=
        TC.</p>
        <h2 style=3D"margin:24px 0 8px;font-size:17px;line-height:1.3">Impact</h2>
        <p style=3D"margin:0 0 12px">About 5 % of <strong>checkouts</strong> ended =
        in an error. See <a style=3D"color:#0b5cad" href=3D"https://market.example/=
        a?b=3D1&amp;c=3D2" rel=3D"noopener noreferrer">https://market.example/a?b=
        =3D1&amp;c=3D2</a>.</p>
        <table role=3D"presentation" cellpadding=3D"0" cellspacing=3D"0" border=3D"=
        0" style=3D"margin:24px 0 0"><tr><td bgcolor=3D"#1a7f37" style=3D"backgroun=
        d:#1a7f37;border-radius:6px;mso-padding-alt:12px 20px"><a class=3D"button" =
        href=3D"https://market.example/status/incidents/inc_1" style=3D"display:inl=
        ine-block;padding:12px 20px;border-radius:6px;color:#ffffff;font-weight:bol=
        d;text-decoration:none">History and current status</a></td></tr></table>
        </td></tr>
        </table>
        <table role=3D"presentation" cellpadding=3D"0" cellspacing=3D"0" border=3D"=
        0" width=3D"100%" style=3D"width:100%;max-width:600px">
        <tr><td class=3D"edge" align=3D"left" style=3D"padding:16px 24px;overflow-w=
        rap:anywhere;color:#1c2024;font:16px/1.5 -apple-system,'Segoe UI',Roboto,Ar=
        ial,sans-serif">
        <p class=3D"quiet" style=3D"margin:0 0 8px;color:#5c6470;font-size:13px">Yo=
        u get this mail because your address is on the list for these messages.</p>
        <p class=3D"quiet" style=3D"margin:0 0 8px;color:#5c6470;font-size:13px">M=
        =C3=A4rkte</p>
        <p class=3D"quiet" style=3D"margin:0 0 8px;color:#5c6470;font-size:13px"><a=
         class=3D"quiet" href=3D"https://hub.example/unsubscribe/tok_1" style=3D"co=
        lor:#5c6470">Unsubscribe</a></p>
        </td></tr></table>
        <!--[if mso]></td></tr></table><![endif]-->
        </td></tr></table>
        </body>
        </html>

        --=_dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R--

        """
}
