/// A request, its policies and the decision that is expected of them, as one line of a case file.
///
/// The format is that of the README, section "Decision cases".
public struct DecisionCase: Sendable {
  /// The case's id.
  public var id: String
  /// The request.
  public var request: AuthorizationRequest
  /// The policies that apply.
  public var policies: AppliedPolicies
  /// The word that is expected.
  public var expected: String
  /// The unknown facts that are expected, when the line states them.
  public var dependsOn: [String]?
  /// The outcomes that are expected to be possible, when the line states them.
  public var possible: [String]?

  /// What came out, and whether it is what was expected.
  public struct Result: Sendable {
    /// The decision.
    public var decision: Decision
    /// Whether decision, `possible` and `dependsOn` are as stated.
    public var isPassed: Bool
  }

  /// Decides the case and compares.
  public func run() -> Result {
    let decision = Evaluator.decide(request, policies)
    var isPassed = expected == decision.word
    if let possible { isPassed = isPassed && Set(possible) == Set(decision.possible.map { $0.rawValue }) }
    if let dependsOn { isPassed = isPassed && dependsOn.sorted() == decision.dependsOn }
    return Result(decision: decision, isPassed: isPassed)
  }
}

extension Decision {
  /// Every word of the case format.
  public static let words = Outcome.allCases.map { $0.rawValue } + ["Indeterminate"]

  /// The word of the case format: an outcome's, or `Indeterminate`.
  public var word: String {
    switch self {
    case .determinate(let outcome): outcome.rawValue
    case .indeterminate: "Indeterminate"
    }
  }

  /// `Allowed` or `Denied` where that is certain, else `Indeterminate`.
  ///
  /// It is `Denied` also while the kind of denial is open.
  public var effectWord: String {
    guard possible.contains(.allowed) else { return "Denied" }
    return possible.count == 1 ? "Allowed" : "Indeterminate"
  }

  /// The word that says most: the effect where more than the effect is open.
  public var closestWord: String { possible.count == 1 ? word : effectWord }

  /// Whether a word of the case format, or `Denied` for any denial, is right for it.
  public func meets(_ expectation: String) -> Bool { expectation == word || expectation == effectWord }
}

/// A line that is no case, with what is wrong.
public struct DecisionCaseError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, as a fragment without a final period.
  public var description: String

  init(_ description: String) { self.description = description }
}
