// SPDX-License-Identifier: Apache-2.0

/// The look of every page: light and dark, on a phone, enlarged, from right to left, and on paper.
///
/// Colours keep a contrast of 4.5 to 1 at the least against what is behind them, in both schemes.
enum StyleSheet {
    static let text = """
        :root {
          color-scheme: light dark;
          --ground: #fff; --panel: #f5f6f8; --line: #d3d7de; --ink: #1b1f27; --soft: #4d5665; --link: #0a4fb3;
          --ok: #136c3a; --work: #2a55a8; --weak: #805500; --part: #a8430a; --down: #b01b25; --over: #4d5665;
        }
        @media screen and (prefers-color-scheme: dark) {
          :root {
            --ground: #14171c; --panel: #1e232b; --line: #3a424f; --ink: #eceff4; --soft: #b3bcc9; --link: #8fbcff;
            --ok: #68d391; --work: #8fbcff; --weak: #f3c352; --part: #ffa05c; --down: #ff8d8d; --over: #b3bcc9;
          }
        }
        * { box-sizing: border-box; }
        svg[hidden] { display: none; }
        html { font: 100%/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", "Noto Sans Arabic", sans-serif; }
        body { margin: 0; background: var(--ground); color: var(--ink); overflow-wrap: break-word; }
        header, main, footer, #live { max-width: 48rem; margin-inline: auto; padding-inline: 1rem; }
        header { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: baseline; justify-content: space-between;
          padding-block: 1.25rem .75rem; }
        h1, h2, h3, h4, h5, h6 { line-height: 1.3; margin: 1.25em 0 .4em; }
        h1 { font-size: 1.55rem; }
        h2 { font-size: 1.2rem; margin-top: 2.25rem; }
        h3 { font-size: 1.05rem; }
        h4, h5, h6 { font-size: 1rem; }
        p, ul, ol, dl { margin: .4em 0; }
        a { color: var(--link); text-underline-offset: .15em; }
        a:hover { text-decoration-thickness: .15em; }
        :focus-visible { outline: .2rem solid var(--link); outline-offset: .15rem; border-radius: .15rem; }
        main:focus { outline: none; }
        .skip { position: absolute; inset-inline-start: .5rem; top: -4rem; background: var(--ground); padding: .5rem 1rem; }
        .skip:focus { top: .5rem; }
        .brand { font-weight: 650; font-size: 1.1rem; margin: 0; }
        .brand a { color: inherit; text-decoration: none; }
        nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; list-style: none; padding: 0; margin: 0; }
        nav a, nav span { display: inline-block; padding-block: .2rem; }
        nav [aria-current] { font-weight: 650; }
        .quiet, time { color: var(--soft); }
        .quiet { font-size: .925rem; }
        #live:empty { display: none; }
        .sign { width: 1.15em; height: 1.15em; flex: none; vertical-align: -.2em; margin-inline-end: .4em; fill: currentColor; }
        .cut { fill: none; stroke: var(--ground); stroke-width: 2.2; stroke-linecap: round; stroke-linejoin: round; }
        .now { border: 1px solid var(--line); border-inline-start: .5rem solid; border-radius: .5rem;
          background: var(--panel); padding: .9rem 1.1rem; }
        .now h1 { margin: 0 0 .2rem; color: var(--ink); }
        .now .sign { color: var(--c); }
        .now, .incident { border-inline-start-color: var(--c); }
        .s-ok { --c: var(--ok); } .s-work { --c: var(--work); } .s-weak { --c: var(--weak); }
        .s-part { --c: var(--part); } .s-down { --c: var(--down); } .s-over { --c: var(--over); }
        .incident { border-inline-start: .3rem solid var(--c); padding-inline-start: 1rem; margin-block: 1.25rem; }
        .incident > h1, .incident > h3 { margin-top: .2rem; }
        .facts { display: flex; flex-wrap: wrap; gap: .3rem 1.75rem; margin-block: .6rem; }
        .facts dt { color: var(--soft); font-size: .875rem; }
        .facts dd { margin: 0; font-weight: 550; }
        .facts .sign { color: var(--c); }
        .facts time { color: inherit; }
        .timeline { list-style: none; padding: 0; }
        .timeline > li { border-top: 1px solid var(--line); padding-block: .5rem; }
        .timeline > li > h3, .timeline > li > h4 { margin: .3rem 0; font-size: 1rem; }
        .timeline h4, .timeline h5, .timeline h6 { margin: .8em 0 .1em; font-size: .95rem; }
        .timeline > li:target { background: var(--panel); }
        .timeline time { font-weight: 400; }
        .timeline ul { list-style: disc; }
        .timeline > li > :first-child > time { white-space: nowrap; }
        .corrected > div { opacity: .8; }
        .review { border: 1px solid var(--line); border-radius: .5rem; background: var(--panel); padding: .2rem 1.1rem .8rem; margin-block: 1.5rem; }
        .review > h2 { margin-top: .8rem; }
        .mark { font-weight: 600; }
        .state { font-weight: 650; border: 1px solid var(--line); border-radius: .3rem; padding: .05rem .45rem;
          background: var(--panel); white-space: nowrap; }
        .state { display: inline-block; }
        p.state { margin: 0; }
        :is(h3, h4) > .state { margin-block: .1rem; }
        .components, .past { list-style: none; padding: 0; }
        .components { border: 1px solid var(--line); border-radius: .5rem; }
        .components li { display: flex; flex-wrap: wrap; gap: .1rem 1rem; justify-content: space-between;
          padding: .6rem .9rem; }
        .components li + li { border-top: 1px solid var(--line); }
        .components .name { font-weight: 600; }
        .components .is { color: var(--c); font-weight: 550; }
        .components p { flex-basis: 100%; margin: 0; }
        .past li { border-top: 1px solid var(--line); padding-block: .7rem; }
        .past li > p { margin: .2rem 0 0; }
        .local { display: block; white-space: normal; font-weight: 400; font-size: .875rem; color: var(--soft); }
        .late { display: block; font-weight: 650; color: var(--part); }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--panel); padding: .6rem .8rem; border-radius: .4rem; }
        code { font-size: .93em; }
        table { border-collapse: collapse; }
        th, td { overflow-wrap: anywhere; border: 1px solid var(--line); padding: .25rem .5rem; text-align: start; }
        blockquote { margin: .5em 0; border-inline-start: .2rem solid var(--line); padding-inline-start: .8rem; }
        footer { border-top: 1px solid var(--line); margin-top: 3rem; padding-block: 1rem 3rem; }
        footer h2 { font-size: 1rem; margin: .8rem 0 .2rem; }
        @media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
        @media (forced-colors: active) { .cut { stroke: Canvas; } }
        @media print {
          :root { color-scheme: light; }
          .skip, header nav, footer nav, #live { display: none; }
          body { background: #fff; color: #000; }
          main, header, footer { max-width: none; }
          .incident, .components li, .past li { break-inside: avoid; }
          a { color: inherit; }
        }

        """
}
