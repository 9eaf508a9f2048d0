import AuditStore

/// Events over time, stacked by what AWS decided, as an inline drawing.
struct DayChart {
  /// The events of one day, or of several that stand together.
  struct Bar {
    var label: String
    var allowed: Int
    var probablyAllowed: Int
    var denied: Int
    var notRecorded: Int

    var total: Int { allowed + probablyAllowed + denied + notRecorded }

    /// The parts of the bar from its foot on: how each is coloured, and what it stands for.
    var parts: [(color: String, decision: RecordedDecision, count: Int)] {
      [
        ("allowed", .allowed, allowed), ("open", .allowedLikely, probablyAllowed),
        ("denied", .denied, denied), ("none", .unknown, notRecorded),
      ]
    }
  }

  private static let width = 960.0
  private static let height = 180.0
  private static let left = 56.0
  private static let bottom = 22.0

  let bars: [Bar]

  /// The drawing with its legend; nothing without a bar.
  func render(title: String) -> String {
    guard let top = bars.map({ $0.total }).max(), top > 0 else { return "" }
    let step = (Self.width - Self.left) / Double(bars.count)
    let drawn = bars.enumerated().map { index, bar in
      draw(bar, x: Self.left + Double(index) * step, width: max(step * 0.82, 0.8), top: top)
    }
    return """
      <figure tabindex="0"><svg viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" role="img" aria-label="\(HTMLText.escaped(title))">
      \(axis(top))\(labels(step))
      \(drawn.joined(separator: "\n"))
      </svg><figcaption>\(HTMLText.escaped(title))</figcaption>
      <ul class="legend">\(legend)</ul></figure>

      """
  }

  private var legend: String {
    (bars.first?.parts ?? []).map {
      "<li><i style=\"background:var(--\($0.color))\"></i>\($0.decision.words)</li>"
    }
    .joined()
  }

  private func draw(_ bar: Bar, x: Double, width: Double, top: Int) -> String {
    let scale = (Self.height - Self.bottom - 12) / Double(top)
    var base = Self.height - Self.bottom
    var parts = ""
    for (color, decision, count) in bar.parts where count > 0 {
      // A few denials among many events stay visible.
      let height = max(Double(count) * scale, decision == .denied ? 1.5 : 0.5)
      base -= height
      parts += "<rect class=\"\(color)\" x=\"\(SVG.number(x))\" y=\"\(SVG.number(base))\" "
      parts += "width=\"\(SVG.number(width))\" height=\"\(SVG.number(height))\"/>"
    }
    let counts = bar.parts.map { "\(TextFormat.count($0.count)) \($0.decision.words)" }
    let words = "\(bar.label): \(counts.joined(separator: ", "))"
    return "<g><title>\(HTMLText.escaped(words))</title>\(parts)</g>"
  }

  private func axis(_ top: Int) -> String {
    let base = SVG.number(Self.height - Self.bottom)
    return
      "<line class=\"axis\" x1=\"\(Int(Self.left))\" y1=\"\(base)\" x2=\"\(Int(Self.width))\" y2=\"\(base)\"/>"
      + "<text x=\"\(Int(Self.left) - 6)\" y=\"18\" text-anchor=\"end\">\(TextFormat.count(top))</text>"
      + "<text x=\"\(Int(Self.left) - 6)\" y=\"\(base)\" text-anchor=\"end\">0</text>"
  }

  private func labels(_ step: Double) -> String {
    let every = max(1, (bars.count + 7) / 8)
    return bars.enumerated().filter { $0.offset % every == 0 }.map { index, bar in
      let x = Self.left + Double(index) * step
      // A label that begins near the edge ends at it.
      let place = x > Self.width - 70 ? "\(Int(Self.width))\" text-anchor=\"end" : SVG.number(x)
      return "<text x=\"\(place)\" y=\"\(Int(Self.height) - 6)\">\(HTMLText.escaped(bar.label))</text>"
    }.joined()
  }
}

/// Numbers in drawings.
enum SVG {
  /// A length with one decimal.
  static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let rest = abs(tenths % 10)
    let whole = (tenths < 0 && tenths > -10 ? "-" : "") + String(tenths / 10)
    return rest == 0 ? whole : "\(whole).\(rest)"
  }
}
