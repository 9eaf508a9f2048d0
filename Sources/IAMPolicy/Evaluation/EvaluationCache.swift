/// Keeps how branches were searched: many requests of a log leave the very same questions open.
///
/// What is kept depends on the questions alone, so a cache can serve any requests and policies.
public struct EvaluationCache: Sendable {
  private var decisions = NamedAnswers<CombinedEffect<Formula>, Decision>()
  private var comparisons = NamedAnswers<Compared, Comparison>()

  /// What a comparison is found from.
  private struct Compared: Hashable {
    var effects: ComparedEffects
    /// What the record says; a search that is cut short looks at it once more.
    var isAllowed: Bool?
  }

  /// Makes a cache that knows nothing.
  public init() {}

  /// The decision on a request; equal to `Evaluator.decide`.
  public mutating func decide(_ request: AuthorizationRequest, _ policies: AppliedPolicies) -> Decision {
    decide(DecisionBasis(request, policies))
  }

  /// The decision that a request comes to.
  public mutating func decide(_ basis: DecisionBasis) -> Decision {
    switch basis.effect {
    case .determinate(let outcome): return .determinate(outcome)
    case .open(let effect):
      return decisions.answer(effect) { effect in
        let shape = FormulaShape([effect.deny, effect.allow])
        var short = effect
        short.deny = shape.shortened(effect.deny)
        short.allow = shape.shortened(effect.allow)
        return (short, shape)
      } finding: {
        Evaluator.refine($0)
      }
    }
  }

  /// How a request's decision differs between two sets of policies; equal to `Evaluator.compare`.
  public mutating func compare(
    _ request: AuthorizationRequest, as other: AuthorizationRequest? = nil, baseline: AppliedPolicies,
    candidate: AppliedPolicies, evidence: Evidence?
  ) -> Comparison {
    guard let evidence, evidence.withoutLayer != nil else {
      return compare(
        DecisionBasis(request, baseline), DecisionBasis(other ?? request, candidate),
        isAllowed: evidence?.isAllowed)
    }
    return compare(
      ComparedEffects(request, as: other, baseline, candidate, evidence), isAllowed: evidence.isAllowed)
  }

  /// How two decisions on one request differ.
  ///
  /// - Parameter isAllowed: what AWS decided; nil when that is not known.
  public mutating func compare(
    _ before: DecisionBasis, _ after: DecisionBasis, isAllowed: Bool?
  ) -> Comparison {
    if case .determinate(let before) = before.effect, case .determinate(let after) = after.effect {
      return Comparison(before, after, isAllowed: isAllowed)
    }
    return compare(
      ComparedEffects(before.formulas, after.formulas, isAllowed: isAllowed), isAllowed: isAllowed)
  }

  /// How two decisions on one request differ where a third one allows it.
  ///
  /// - Parameter recorded: what AWS decided, under other policies than those that are compared.
  public mutating func compare(
    _ before: DecisionBasis, _ after: DecisionBasis, whereAllowed recorded: DecisionBasis
  ) -> Comparison {
    compare(
      ComparedEffects(before.formulas, after.formulas, whereAllowed: recorded.formulas), isAllowed: nil)
  }

  private mutating func compare(_ effects: ComparedEffects, isAllowed: Bool?) -> Comparison {
    comparisons.answer(Compared(effects: effects, isAllowed: isAllowed)) { compared in
      let (effects, shape) = compared.effects.shortened
      return (Compared(effects: effects, isAllowed: isAllowed), shape)
    } finding: {
      $0.effects.compared(isAllowed.map { Evidence(isAllowed: $0) })
    }
  }
}

/// An answer that names facts.
private protocol FactNaming: Sendable {
  func naming(_ shape: FormulaShape) -> Self
}

/// Answers by the questions they are found from: under the questions' own names, and under short ones.
///
/// A log asks few questions under many names, and the same names again and again.
private struct NamedAnswers<Question: Hashable & Sendable, Answer: FactNaming>: Sendable {
  private static var maximumEntries: Int { 1 << 17 }

  private var named: [Question: Answer] = [:]
  private var short: [Question: Answer] = [:]

  mutating func answer(
    _ question: Question, shortened: (Question) -> (Question, FormulaShape), finding: (Question) -> Answer
  ) -> Answer {
    if let known = named[question] { return known }
    let (key, shape) = shortened(question)
    let answer = short[key] ?? finding(key)
    Self.keep(answer, for: key, in: &short)
    let result = answer.naming(shape)
    Self.keep(result, for: question, in: &named)
    return result
  }

  private static func keep(_ answer: Answer, for question: Question, in answers: inout [Question: Answer]) {
    if answers.count >= maximumEntries { answers.removeAll(keepingCapacity: true) }
    answers[question] = answer
  }
}

extension Decision: FactNaming {
  fileprivate func naming(_ shape: FormulaShape) -> Decision {
    switch self {
    case .determinate: self
    case .indeterminate(let possible, let facts):
      .indeterminate(possible: possible, dependsOn: shape.facts(named: facts))
    }
  }
}

extension Comparison: FactNaming {
  fileprivate func naming(_ shape: FormulaShape) -> Comparison {
    var result = self
    result.dependsOn = shape.facts(named: dependsOn)
    return result
  }
}
