import AuditStore
import IAMPolicy

/// When what was denied had been allowed last.
extension ExplanationWriter {
  mutating func writeAllowedBefore(_ explanation: EventExplanation) {
    let asked = explanation.requests.filter { $0.allowedBefore != nil }
    for (index, text) in sentences(explanation, asked).enumerated() {
      sheet.line(index == 0 ? "before" : "", text)
    }
  }

  private func sentences(_ explanation: EventExplanation, _ asked: [RequestExplanation]) -> [String] {
    switch explanation.allowedBefore {
    case .lastIn(let event): return ["the same was allowed last in \(event.words)"]
    case .never: return ["the log holds no earlier event in which the same was certainly allowed"]
    case .notLookedFor(let reason):
      guard explanation.event?.recorded == .denied, !explanation.requests.isEmpty else { return [] }
      return ["when the same was allowed was not looked for: \(reason)"]
    case .byRequest: return sentences(asked)
    case nil: return []
    }
  }

  /// What is said of each; that the same was allowed only where all of them were.
  private func sentences(_ requests: [RequestExplanation]) -> [String] {
    var lines: [String] = []
    for line in requests.compactMap({ $0.sentence }) where !lines.contains(line) { lines.append(line) }
    let isWhole = requests.allSatisfy { $0.allowedBefore?.event != nil }
    let head = isWhole ? ["the same was allowed, but not last in one event:"] : []
    let more = lines.count - maximum
    return head + lines.prefix(maximum) + (more > 0 ? ["and \(more) more requests"] : [])
  }
}

extension RequestExplanation {
  /// When the request had been allowed last, in words.
  fileprivate var sentence: String? {
    let resource = explanation.request.resource
    let name = explanation.request.action + (resource == .unknown ? "" : " on \(resource.words)")
    return switch allowedBefore {
    case .lastIn(let event): "\(name) was allowed last in \(event.words)"
    case .never: "the log holds no earlier event in which \(name) was certainly allowed"
    case .notLookedFor(let reason): "when \(name) was allowed was not looked for: \(reason)"
    case .byRequest, nil: nil
    }
  }
}

extension SeenEvent {
  /// The event by its id and time.
  var words: String {
    "event \(id ?? "without an id")" + (time.map { " at \(TextFormat.minute($0))" } ?? "")
  }
}
