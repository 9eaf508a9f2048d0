extension HTMLStyle {
  /// How many rows of a table are printed; a page on a screen has more.
  static let printedRows = 12

  /// How pages look on paper: small, without controls, long tables that say so cut, examples without their details.
  static let print = """
    @media print {
      @page { size: landscape; margin: 11mm; }
      :root { --ground: #fff; --panel: #f4f4f1; --line: #bbb; --text: #000; --quiet: #444; --link: #000;
        --allowed: #2f7d6b; --denied: #b3371f; --open: #7a5d10; --none: #6b7177; }
      .long { content-visibility: visible; }
      nav, .tools, .skip, th button, details:not([open]) { display: none; }
      .printed { display: block; }
      body { font-size: 8.5pt; line-height: 1.35; } main { max-width: none; padding: 0; }
      h1 { font-size: 16pt; } h2 { font-size: 12pt; margin: 12pt 0 3pt; padding-top: 4pt; }
      h3 { font-size: 9.5pt; margin: 7pt 0 2pt; } h2, h3, h4 { break-after: avoid; }
      p { max-width: none; margin: 2pt 0; } ul { margin: 2pt 0; padding-left: 12pt; }
      .tiles { grid-template-columns: repeat(6, 1fr); gap: 4pt; margin: 4pt 0; }
      figcaption, .legend, .printed, .tile span { font-size: 7pt; } .legend { margin: 0; }
      .tile { padding: 3pt 6pt; } .tile b { font-size: 12pt; }
      .scroll { overflow: visible; border: 0; }
      table { font-size: 7pt; line-height: 1.25; } caption { padding: 1pt 4pt; }
      th, td { padding: 1.5pt 4pt; } td { overflow-wrap: anywhere; min-width: 6rem; }
      thead { display: table-header-group; } thead th { white-space: normal; }
      th[data-title]::before { content: attr(data-title); }
      .cut tbody tr:nth-child(n + \(printedRows + 1) of :not([hidden])) { display: none; }
      tr, figure, .tile, .scroll:not(:has(tbody tr:nth-child(7))) { break-inside: avoid; } article { break-inside: auto; }
      article h3 + p { break-before: avoid; } dt { break-after: avoid; }
      figure:has(> svg)::before { content: none; } figure, .scroll { background: none; }
      figure { overflow: visible; margin: 4pt 0; } svg { min-width: 0; max-height: 5cm; }
      pre { font-size: 6.5pt; line-height: 1.3; padding: 2pt 4pt; }
      dl { font-size: 7.5pt; gap: 1pt 6pt; grid-template-columns: 4rem 1fr; margin: 2pt 0 4pt; }
      article { margin: 4pt 0; padding-left: 6pt; }
      .examples { columns: 2; column-gap: 8mm; } .examples .explanation h4 { font-size: 8pt; margin: 3pt 0 1pt; }
      .examples dl:not(:first-of-type) > :not(.why) { display: none; }
      .examples h4:has(+ dl) { display: none; } .examples h4:has(+ dl > .why) { display: block; }
    }
    """
}
