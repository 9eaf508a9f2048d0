import Testing

@testable import Replay

struct MarkdownTextTests {
  @Test(arguments: [
    ("plain", "`plain`"), ("a`b", "``a`b``"), ("`", "`` ` ``"), ("``x", "``` ``x ```"), ("", "(none)"),
    ("a\nb", "`a\\u{a}b`"), ("`\u{301}", "`` `\u{301} ``"), (" a ", "`  a  `"), ("<b>|", "`<b>|`"),
  ])
  func `a code span holds any text`(text: String, span: String) {
    #expect(MarkdownText.code(text) == span)
  }

  @Test func `a long text keeps its start and its end`() {
    #expect(MarkdownText.clipped("0123456789", to: 10) == "0123456789")
    #expect(MarkdownText.clipped("0123456789a", to: 10) == "01234…789a")
  }

  @Test(arguments: [
    ("the owner's account, as of 2026-09-18 06:00 UTC (51 hours)", nil),
    ("key:aws:x, not in the log", "`key:aws:x`, not in the log"),
    ("use --assume x=y.", "use `--assume` `x=y`."),
    ("did you mean `a/b`?", "did you mean `a/b`?"), ("see (scps/a.json:3:4)", "see (`scps/a.json:3:4`)"),
    ("@everyone <b> #1 www.evil.example", "`@everyone` `<b>` `#1` `www.evil.example`"),
    ("![x](javascript:x)", "`![x](javascript:x`)"), ("a_b_c *d*", "`a_b_c` `*d*`"), ("x`y", "``x`y``"),
    ("12 of 1,204 events; 99.2 %", nil), ("Zoë", "`Zoë`"), ("- - -", "`-` `-` `-`"),
  ])
  func `a sentence keeps plain words and sets the others as code`(text: String, sentence: String?) {
    #expect(MarkdownText.sentence(text) == sentence ?? text)
  }
}
