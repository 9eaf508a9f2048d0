import AuditStore
import IAMPolicy

/// What a sentence says of access, for outputs that have colors.
enum DecisionLook: String {
  case plain = ""
  case allowed
  case denied
  case open
}

/// Something that an explanation can be written on.
protocol ExplanationSheet {
  /// A heading of the whole.
  mutating func title(_ text: String)
  /// A heading of a part.
  mutating func subtitle(_ text: String)
  /// A sentence behind a label; an empty one goes on with the label before.
  mutating func line(_ label: String, _ text: String, look: DecisionLook)
  /// A sentence without a label, which belongs to the line before; the deeper, the further it is indented.
  mutating func note(_ text: String, indent: Int)
  /// A sentence behind a short label, which belongs to the line before.
  mutating func note(_ label: String, _ text: String, indent: Int)
  /// Lines that stand as they are, which belong to the line before.
  mutating func code(_ lines: [String], indent: Int)
  /// A heading with sentences; nothing without any.
  mutating func list(_ title: String, _ items: [String])
}

extension ExplanationSheet {
  mutating func line(_ label: String, _ text: String) { line(label, text, look: .plain) }
}

extension Decision {
  /// How the decision looks.
  var look: DecisionLook {
    switch Set(possible.map { $0 == .allowed }) {
    case [true]: .allowed
    case [false]: .denied
    default: .open
    }
  }
}

extension ExplainedEvent {
  /// How AWS's decision looks.
  var look: DecisionLook {
    guard eventClass.recordsDecision else { return .plain }
    return switch recorded {
    case .allowed: .allowed
    case .denied: .denied
    case .unknown, .allowedLikely: .open
    }
  }
}

extension LayerGroup {
  /// How the layer's part in the decision looks.
  var look: DecisionLook {
    guard first.exemption == nil else { return .plain }
    if first.denies == true || state.hasPrefix("NO ALLOW") { return .denied }
    if first.denies == nil || first.allows == nil { return .open }
    return state.hasPrefix("allows") ? .allowed : .plain
  }
}
