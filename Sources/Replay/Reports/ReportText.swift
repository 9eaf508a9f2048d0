import AuditStore
import IAMPolicy

/// Values of a report in words.
enum ReportText {
  /// A value for people: counts with thousands separators, times as they stand, what the database has codes for in words.
  static func value(_ value: StoredValue, _ column: ReportTable.Column) -> String {
    if column.kind == .count, let count = value.count { return TextFormat.count(count) }
    return switch column.name {
    case "layer": layer(value.text)
    case "decision": decision(value.text)
    case "resource_state": state(value.text)
    default: value.text
    }
  }

  /// Something that is counted by recorded layer, with the layer in words.
  static func layer(_ counted: NamedCount) -> NamedCount {
    NamedCount(name: layer(counted.name), count: counted.count)
  }

  /// A recorded layer in words; any other text as it is.
  private static func layer(_ name: String) -> String {
    RecordedLayer.allCases.first { $0.name == name }?.words ?? name
  }

  /// A recorded decision in words; any other text as it is.
  private static func decision(_ name: String) -> String {
    RecordedDecision.allCases.first { $0.name == name }?.words ?? name
  }

  /// How a resource is known in words; any other text as it is.
  private static func state(_ name: String) -> String {
    ResourceState.allCases.first { "\($0)" == name }?.words ?? name
  }
}

extension RecordedLayer {
  /// The policy type as AWS names it, and how it denied.
  fileprivate var words: String {
    guard let own = policyLayer else { return "not named, explicit" }
    // For long AWS worded every denial by an SCP so.
    if self == .scpExplicit { return own.layer.rawValue + ", worded as explicit" }
    return own.layer.rawValue + (own.isExplicit.map { $0 ? ", explicit" : ", implicit" } ?? "")
  }
}

extension RecordedDecision {
  /// The decision in the words that every table of a report has for it.
  var words: String {
    switch self {
    case .allowed: "allowed"
    case .denied: "denied"
    case .unknown: "not recorded"
    case .allowedLikely: "probably allowed"
    }
  }

  /// What the words mean, in a sentence.
  static let meaning =
    "Decisions are those that CloudTrail's records tell: a call is \(allowedLikely.words) that failed with an error which "
    + "usually comes after it was authorized, and the decision on one whose error tells neither is \(unknown.words)."
}
