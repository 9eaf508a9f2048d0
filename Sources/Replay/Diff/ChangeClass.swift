import IAMPolicy

/// How a request's decision changes between the baseline and the candidate policies.
public enum ChangeClass: String, Sendable, Hashable, CaseIterable {
  case revoked
  case granted
  case maybeRevoked
  case maybeGranted
  case unknownChange
  case reasonChanged
  case unchanged
  case modelMismatch
  case notReplayable

  /// The class's name in text output.
  public var title: String {
    switch self {
    case .revoked: "revoked"
    case .granted: "granted"
    case .maybeRevoked: "maybe revoked"
    case .maybeGranted: "maybe granted"
    case .unknownChange: "unknown change"
    case .reasonChanged: "reason changed"
    case .unchanged: "unchanged"
    case .modelMismatch: "model mismatch"
    case .notReplayable: "not replayable"
    }
  }

  /// Whether the class is an impact of the change that a person must look at.
  public var isImpact: Bool {
    switch self {
    case .revoked, .granted, .maybeRevoked, .maybeGranted, .unknownChange: true
    case .reasonChanged, .unchanged, .modelMismatch, .notReplayable: false
    }
  }

  /// The class of two sides, each as far as it is known once the record is taken as evidence.
  ///
  /// `pairs` are the outcomes that both sides can have together: when no pair differs in effect the
  /// request is unchanged, however unknown each side is alone.
  init(pairs: Set<OutcomePair>) {
    let baseline = Set(pairs.map { $0.baseline == .allowed })
    let candidate = Set(pairs.map { $0.candidate == .allowed })
    if pairs.allSatisfy({ ($0.baseline == .allowed) == ($0.candidate == .allowed) }) {
      self = pairs.allSatisfy { $0.baseline == $0.candidate } ? .unchanged : .reasonChanged
      return
    }
    switch (baseline, candidate) {
    case ([true], [false]): self = .revoked
    case ([false], [true]): self = .granted
    case ([true], _), (_, [false]): self = .maybeRevoked
    case ([false], _), (_, [true]): self = .maybeGranted
    default: self = .unknownChange
    }
  }
}
