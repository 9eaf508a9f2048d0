import IAMPolicy

/// How many events go from one decision to another.
public struct DecisionFlow: Sendable, Equatable {
  /// What one side decides, once what AWS recorded is taken as evidence.
  public enum Side: String, Sendable, CaseIterable {
    case allowed
    case denied
    case undecided
  }

  /// A way from the baseline to the candidate.
  struct Way: Hashable {
    var from: Side
    var to: Side
    var isImpact: Bool
  }

  /// What the baseline decides.
  public var from: Side
  /// What the candidate decides.
  public var to: Side
  /// Whether the change is what a person must look at; false also where both sides are undecided alike.
  public var isImpact: Bool
  /// How many events.
  public var events: Int
}

extension DecisionFlow.Way {
  /// The way of an event whose sides have these outcomes together; nil where the record contradicts the baseline.
  init?(_ pairs: Set<OutcomePair>) {
    guard let from = DecisionFlow.Side(Set(pairs.map { $0.baseline == .allowed })),
      let to = DecisionFlow.Side(Set(pairs.map { $0.candidate == .allowed }))
    else { return nil }
    self.init(from: from, to: to, isImpact: ChangeClass(pairs: pairs).isImpact)
  }
}

extension DecisionFlow.Side {
  /// What a side is whose effects may be these; nil without any.
  fileprivate init?(_ effects: Set<Bool>) {
    guard !effects.isEmpty else { return nil }
    self = effects.count > 1 ? .undecided : effects.contains(true) ? .allowed : .denied
  }
}
