/// From what to what decisions go, as an inline drawing: bands between the baseline and the candidate.
struct FlowChart {
  private static let left = 164.0
  private static let right = 796.0
  private static let barWidth = 12.0
  private static let height = 170.0
  /// The least height of a side, so that its label has room.
  private static let slot = 34.0

  let flows: [DecisionFlow]
  /// Events that are in no flow, as their record contradicts the baseline.
  let leftOut: Int
  /// Whether there are policies that can contradict it.
  var hasPolicies = true

  /// A band with its place on both sides.
  private struct Band {
    var flow: DecisionFlow
    var thickness: Double
    var from = 0.0
    var to = 0.0
  }

  /// The drawing with its legend; nothing without an event.
  func render() -> String {
    let events = flows.reduce(0) { $0 + $1.events }
    guard events > 0 else { return "" }
    var bands = flows.map {
      // A few events among many stay visible.
      Band(flow: $0, thickness: max(3, Self.height * Double($0.events) / Double(events)))
    }
    let from = Self.place(&bands, \.from, by: { $0.from })
    let to = Self.place(&bands, \.to, by: { $0.to })
    let words = flows.map { $0.words }.joined(separator: "; ")
    let other = hasPolicies ? "the policies given" : "what else the log tells"
    let rest =
      leftOut > 0
      ? "; left out are \(TextFormat.count(leftOut, "event")) that AWS decided otherwise than \(other)" : ""
    // What changes lies over what does not.
    let drawn = bands.filter { !$0.flow.isImpact } + bands.filter { $0.flow.isImpact }
    return """
      <figure tabindex="0"><svg viewBox="0 0 960 \(SVG.number(max(from.height, to.height) + 26))" role="img" aria-label="\(words)">
      <text x="\(SVG.number(Self.left))" y="12" text-anchor="end">under the baseline</text>\
      <text x="\(SVG.number(Self.right))" y="12">under the change</text>
      \(drawn.map { draw($0) }.joined(separator: "\n"))
      \(labels(from.places, x: Self.left - 8, anchor: "end", bar: Self.left))
      \(labels(to.places, x: Self.right + 8, anchor: "start", bar: Self.right - Self.barWidth))
      </svg><figcaption>Events from their decision under the baseline to the one under the change\(rest). \
      \(DiffReport.recordedStandsIn(hasPolicies: hasPolicies))</figcaption>
      <ul class="legend"><li><i style="background:var(--denied)"></i>loses access</li>\
      <li><i style="background:var(--allowed)"></i>gains access</li>\
      <li><i style="background:var(--open)"></i>may change</li>\
      <li><i style="background:var(--none)"></i>does not change</li></ul></figure>

      """
  }

  /// Puts the bands of one side below each other, side by side with their decision.
  private static func place(
    _ bands: inout [Band], _ end: WritableKeyPath<Band, Double>, by side: (DecisionFlow) -> DecisionFlow.Side
  ) -> (places: [(side: DecisionFlow.Side, y: Double, height: Double, events: Int)], height: Double) {
    var places: [(side: DecisionFlow.Side, y: Double, height: Double, events: Int)] = []
    var y = 20.0
    for one in DecisionFlow.Side.allCases {
      var height = 0.0
      var events = 0
      for index in bands.indices where side(bands[index].flow) == one {
        bands[index][keyPath: end] = y + height
        height += bands[index].thickness
        events += bands[index].flow.events
      }
      guard events > 0 else { continue }
      places.append((one, y, height, events))
      y += max(height, slot) + 10
    }
    return (places, y - 20)
  }

  private func draw(_ band: Band) -> String {
    let middle = SVG.number((Self.left + Self.right) / 2)
    let (low, high) = (SVG.number(Self.left + Self.barWidth), SVG.number(Self.right - Self.barWidth))
    let (y0, y1) = (SVG.number(band.from), SVG.number(band.to))
    let (z0, z1) = (SVG.number(band.from + band.thickness), SVG.number(band.to + band.thickness))
    return "<path class=\"\(band.flow.look)\" d=\"M\(low) \(y0)C\(middle) \(y0) \(middle) \(y1) \(high) \(y1)"
      + "L\(high) \(z1)C\(middle) \(z1) \(middle) \(z0) \(low) \(z0)Z\"><title>\(band.flow.words)</title></path>"
  }

  private func labels(
    _ places: [(side: DecisionFlow.Side, y: Double, height: Double, events: Int)], x: Double, anchor: String,
    bar: Double
  ) -> String {
    places.map { place in
      "<rect class=\"\(place.side.look)\" x=\"\(SVG.number(bar))\" y=\"\(SVG.number(place.y))\" "
        + "width=\"\(SVG.number(Self.barWidth))\" height=\"\(SVG.number(place.height))\"/>"
        + "<text x=\"\(SVG.number(x))\" y=\"\(SVG.number(place.y + 11))\" text-anchor=\"\(anchor)\">"
        + "\(place.side.rawValue)</text><text x=\"\(SVG.number(x))\" y=\"\(SVG.number(place.y + 26))\" "
        + "text-anchor=\"\(anchor)\">\(TextFormat.count(place.events, "event"))</text>"
    }.joined(separator: "\n")
  }
}

extension DecisionFlow {
  /// The flow in words.
  fileprivate var words: String {
    let change = isImpact ? "" : ", unchanged"
    return "\(from.rawValue) to \(to.rawValue)\(change): \(TextFormat.count(events, "event"))"
  }

  /// The class of its band.
  fileprivate var look: String {
    guard isImpact else { return "none band" }
    switch (from, to) {
    case (.allowed, .denied): return "denied"
    case (.denied, .allowed): return "allowed"
    default: return "open"
    }
  }
}

extension DecisionFlow.Side {
  /// The class of its bar.
  fileprivate var look: String {
    switch self {
    case .allowed: "allowed"
    case .denied: "denied"
    case .undecided: "open"
    }
  }
}
