// SPDX-License-Identifier: Apache-2.0

/// Top-level domains that every reader of addresses knows: below another, an address may be counted letter by letter.
package enum PublicDomains {
    package static func contains(_ domain: some StringProtocol) -> Bool { all.contains(domain.lowercased()) }

    private static let all = Set((general + " " + countries).split(separator: " ").map(String.init))

    private static let general = """
        com org net info biz edu gov mil int name pro mobi asia jobs travel museum app dev page cloud online site store \
        shop tech blog xyz link status market agency company digital email global group media network news services \
        solutions space support systems team website world
        """
        .replacing("\n", with: " ")

    private static let countries = """
        ac ad ae af ag ai al am ao ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd cf \
        cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge gf \
        gg gh gi gl gm gn gp gq gr gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km \
        kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my \
        mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd \
        se sg sh si sk sl sm sn so sr st sv sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc \
        ve vg vi vn vu wf ws ye yt za zm zw
        """
}
