// SPDX-License-Identifier: Apache-2.0

/// The look of the pages on which readers choose: that of the status page, with forms.
///
/// Colours keep a contrast of 4.5 to 1 at the least against what is behind them, in both schemes.
enum ReaderStyle {
    static let text = """
        :root {
          color-scheme: light dark;
          --ground: #fff; --panel: #f5f6f8; --line: #d3d7de; --edge: #6b7482; --ink: #1b1f27; --soft: #4d5665;
          --link: #0a4fb3; --on: #fff; --bad: #b01b25;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #14171c; --panel: #1e232b; --line: #3a424f; --edge: #8c96a5; --ink: #eceff4; --soft: #b3bcc9;
            --link: #8fbcff; --on: #14171c; --bad: #ff8d8d;
          }
        }
        * { box-sizing: border-box; }
        html { font: 100%/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", "Noto Sans Arabic", sans-serif; }
        body { margin: 0; background: var(--ground); color: var(--ink); overflow-wrap: anywhere; }
        header, main, footer { max-width: 40rem; margin-inline: auto; padding-inline: 1rem; }
        header { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: baseline;
          justify-content: space-between; padding-block: 1.25rem .5rem; }
        .brand { font-weight: 650; font-size: 1.1rem; margin: 0; }
        .brand a { color: inherit; text-decoration: none; }
        nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; list-style: none; padding: 0; margin: 0; }
        nav a, nav span { display: inline-block; padding-block: .2rem; }
        nav [aria-current] { font-weight: 650; }
        h1 { font-size: 1.55rem; line-height: 1.3; margin: 1.25rem 0 .5rem; }
        h2 { font-size: 1.15rem; line-height: 1.3; margin: 2.25rem 0 .4rem; }
        p { margin: .5rem 0; }
        a { color: var(--link); text-underline-offset: .15em; }
        :focus-visible { outline: .2rem solid var(--link); outline-offset: .15rem; border-radius: .15rem; }
        .quiet { color: var(--soft); font-size: .925rem; }
        .notice { border: 1px solid var(--line); border-inline-start: .4rem solid var(--link); border-radius: .5rem;
          background: var(--panel); padding: .7rem 1rem; }
        .wrong { border-inline-start-color: var(--bad); }
        form { margin-block: 1rem; }
        fieldset { border: 1px solid var(--line); border-radius: .5rem; margin: 1rem 0; padding: .5rem 1rem .8rem; }
        legend { font-weight: 600; padding-inline: .3rem; }
        .field { margin-block: 1rem; }
        .field > label { display: block; font-weight: 600; margin-bottom: .25rem; }
        .choice { display: flex; gap: .6rem; align-items: baseline; padding-block: .3rem; }
        .choice input { flex: none; width: 1.15rem; height: 1.15rem; margin: 0; accent-color: var(--link);
          align-self: center; }
        input[type=text], select, textarea { font: inherit; color: inherit; background: var(--ground); width: 100%;
          min-height: 2.75rem; padding: .5rem .7rem; border: 1px solid var(--edge); border-radius: .4rem; }
        textarea { min-height: 7rem; }
        button, .button { display: inline-block; font: inherit; font-weight: 600; min-height: 2.75rem;
          padding: .55rem 1.3rem; border: 1px solid var(--link); border-radius: .4rem; background: var(--link);
          color: var(--on); cursor: pointer; text-decoration: none; }
        .plain { background: var(--ground); color: var(--link); }
        .buttons { display: flex; flex-wrap: wrap; gap: .75rem; }
        .trap { position: absolute; inset-inline-start: -100vw; width: 1px; height: 1px; overflow: hidden; }
        code { display: block; background: var(--panel); border: 1px solid var(--line); border-radius: .4rem;
          padding: .6rem .8rem; font-size: .93em; direction: ltr; unicode-bidi: isolate; text-align: start; }
        bdi { unicode-bidi: isolate; }
        footer { border-top: 1px solid var(--line); margin-top: 3rem; padding-block: 1rem 3rem; }
        @media print { nav, button { display: none; } }

        """
}
