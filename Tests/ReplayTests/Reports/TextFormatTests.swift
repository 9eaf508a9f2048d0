import Replay
import Testing

struct TextFormatTests {
  @Test(
    arguments: [
      "\u{ad}", "\u{34f}", "\u{115f}", "\u{180e}", "\u{200b}", "\u{202e}", "\u{2028}", "\u{2066}", "\u{3164}",
      "\u{fe0f}", "\u{feff}", "\u{fff9}", "\u{e0041}", "\u{e007f}", "\u{1b}", "\u{85}",
    ] as [Unicode.Scalar])
  func `what shows nothing, or steers what shows it, becomes visible`(scalar: Unicode.Scalar) {
    #expect(TextFormat.safe("a\(scalar)b") == "a\\u{\(String(scalar.value, radix: 16))}b")
  }

  @Test(arguments: ["", "a ~", "é", "漢字", "e\u{301}", "💡", "\u{a0}"])
  func `what is seen stays`(text: String) { #expect(TextFormat.safe(text) == text) }
}
