/// How pages look.
///
/// Texts have a contrast of at least 4.5 to 1 on their ground in both themes (WCAG 2.2, success criterion 1.4.3).
enum HTMLStyle {
  static let css = """
    :root { color-scheme: light dark;
      --ground: #fdfdfc; --panel: #f4f4f1; --line: #d6d6d0; --text: #1d1f21; --quiet: #55595e; --link: #0b57a4;
      --allowed: #2f7d6b; --denied: #b3371f; --open: #7a5d10; --none: #6b7177; }
    @media (prefers-color-scheme: dark) { :root {
      --ground: #16181b; --panel: #1f2226; --line: #3a3f45; --text: #e7e8e6; --quiet: #a9afb6; --link: #8cc2ff;
      --allowed: #63c2ab; --denied: #ff8a70; --open: #e0bd5a; --none: #9aa1a8; } }
    * { box-sizing: border-box; }
    html { scroll-padding-top: 5rem; }
    body { margin: 0; background: var(--ground); color: var(--text);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
    a { color: var(--link); }
    .skip { position: absolute; left: -9999px; }
    .skip:focus { left: 1rem; top: .5rem; z-index: 3; background: var(--ground); padding: .25rem .75rem; }
    nav { position: sticky; top: 0; z-index: 2; background: var(--ground); border-bottom: 1px solid var(--line); }
    nav ul { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; margin: 0 auto; padding: .5rem 1.5rem; list-style: none;
      max-width: 76rem; font-size: .93rem; }
    @media (max-width: 64rem) { nav { position: static; } html { scroll-padding-top: 1rem; }
      main { padding: 1rem; } nav ul { padding: .5rem 1rem; } }
    nav a { text-decoration: none; }
    nav a:hover { text-decoration: underline; }
    main { max-width: 76rem; margin: 0 auto; padding: 1.5rem; }
    main:focus { outline: none; }
    h1 { font-size: 1.7rem; line-height: 1.25; margin: .5rem 0 .25rem; }
    h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line); }
    h3 { font-size: 1rem; margin: 1.5rem 0 .4rem; }
    h1, h2, h3, h4, p, li { overflow-wrap: anywhere; }
    p { margin: .4rem 0; max-width: 48rem; }
    .quiet { color: var(--quiet); }
    .notice { border-left: 3px solid var(--open); padding-left: .75rem; }
    /* What is not on the screen is laid out when it comes there. */
    .long { content-visibility: auto; }
    /* A long table scrolls in a frame of its own, so that what stands behind it is not far. */
    @media screen { .long { max-height: 32rem; } .long thead th { position: sticky; top: 0; } }
    .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 1rem 0; }
    .tile { background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; }
    .tile b { display: block; font-size: 1.5rem; font-variant-numeric: tabular-nums; line-height: 1.2; }
    .tile span { color: var(--quiet); font-size: .87rem; }
    .tile.denied b { color: var(--denied); } .tile.open b { color: var(--open); }
    .scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: .5rem; }
    table { border-collapse: collapse; width: 100%; font-size: .87rem; }
    caption { text-align: left; padding: .5rem .75rem; color: var(--quiet); }
    th, td { text-align: left; vertical-align: top; padding: .35rem .75rem; border-top: 1px solid var(--line); }
    thead th { background: var(--panel); border-top: 0; }
    td { overflow-wrap: break-word; }
    th.n { text-align: right; }
    \(CellLook.number.css("text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; overflow-wrap: normal; min-width: 0;"))
    \(CellLook.whole.css("font-variant-numeric: tabular-nums; white-space: nowrap; overflow-wrap: normal; min-width: 0;"))
    th button { font: inherit; font-weight: 600; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
    th button::after { content: " \\2195"; color: var(--quiet); }
    th[aria-sort=ascending] button::after { content: " \\2191"; color: inherit; }
    th[aria-sort=descending] button::after { content: " \\2193"; color: inherit; }
    :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
    .tools { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: .4rem 0; font-size: .87rem; }
    .tools input { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--quiet);
      border-radius: .35rem; padding: .2rem .5rem; min-width: 14rem; }
    details { margin: .4rem 0 0; font-size: .87rem; }
    summary { cursor: pointer; color: var(--quiet); }
    pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--panel); border: 1px solid var(--line); border-radius: .5rem;
      padding: .75rem; font: .8rem/1.45 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
    code { font: .92em ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
    dl { display: grid; grid-template-columns: 6rem 1fr; gap: .15rem 1rem; margin: .4rem 0 1rem; font-size: .9rem; }
    dt { color: var(--quiet); grid-column: 1; } dd { margin: 0; grid-column: 2; min-width: 0; overflow-wrap: anywhere; }
    dd pre { margin: .15rem 0; }
    article { border-left: 3px solid var(--line); padding-left: 1rem; margin: 1rem 0; break-inside: avoid; }
    dd.in1 { padding-left: 1rem; } dd.in2 { padding-left: 2rem; } dd.in3 { padding-left: 3rem; }
    dd.is-allowed, dd.is-denied, dd.is-open { font-weight: 600; }
    dd.is-allowed { color: var(--allowed); } dd.is-denied { color: var(--denied); } dd.is-open { color: var(--open); }
    .explanation { break-inside: auto; } .explanation h4 { margin: 1rem 0 .3rem; font-size: .95rem; }
    .explanation h2 { border-top: 0; padding-top: 0; }
    :target { background: var(--panel); }
    figure { margin: 1rem 0; overflow-x: auto; }
    /* What is wider than a narrow screen has a shadow at the edge behind which there is more. */
    @media (max-width: 44rem) { th, td { padding: .3rem .45rem; }
      figure:has(> svg)::before { content: "Wider than this screen: scroll sideways to see all of it."; display: block;
        color: var(--quiet); font-size: .87rem; }
      figure, .scroll { background: linear-gradient(to right, var(--ground) 40%, transparent) 0 0 / 2.5rem 100% no-repeat local,
        linear-gradient(to left, var(--ground) 40%, transparent) 100% 0 / 2.5rem 100% no-repeat local,
        linear-gradient(to right, var(--line), transparent) 0 0 / .8rem 100% no-repeat scroll,
        linear-gradient(to left, var(--line), transparent) 100% 0 / .8rem 100% no-repeat scroll; } }
    figcaption { color: var(--quiet); font-size: .87rem; }
    svg { display: block; width: 100%; min-width: 40rem; height: auto; }
    svg text { fill: var(--quiet); font-size: 11px; font-family: inherit; }
    .allowed { fill: var(--allowed); } .denied { fill: var(--denied); } .open { fill: var(--open); }
    .none { fill: var(--none); } .band { fill-opacity: .35; } .axis { stroke: var(--line); stroke-width: 1; }
    .cell { fill: var(--allowed); } .cell.empty { fill: none; stroke: var(--denied); stroke-width: .75; }
    .legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-size: .87rem; margin: .25rem 0; padding: 0; list-style: none; }
    .legend i { display: inline-block; width: .8em; height: .8em; border-radius: .15em; margin-right: .4em; }
    .printed { display: none; }
    \(print)
    """
}
