/// Evaluating a condition whose key is not known: three-valued, by atoms that both sides of a diff share.
extension CompiledCondition {
  private var fact: String { "key:\(key)" }

  /// Whether the key is in the request context.
  func presence(_ request: EvaluationContext) -> Truth {
    request.waiting(for: [fact], question: "present")
  }

  /// One question about the whole condition.
  func question(_ request: EvaluationContext, _ comparison: ConditionOperator) -> Truth {
    let written = source.values.map { $0.value }.joined(separator: "\u{1F}")
    var facts = [fact] + unknownVariables(request)
    if comparison.isNegated, values.contains(where: { if case .illTyped = $0 { true } else { false } }) {
      facts.append("semantics:ill-typed-policy-value")
    }
    return request.waiting(
      for: facts, question: "\(source.operatorText.value.lowercased()) \(written)")
  }

  func holdsWhenUnknown(
    _ comparison: ConditionOperator, isPresent: Truth, _ request: EvaluationContext
  ) -> Truth {
    if comparison.base == .null { return nullness(isPresent, request) }
    switch comparison.setPrefix {
    case .forAllValues: return allValues(comparison, isPresent, request)
    case .forAnyValue: return anyValue(comparison, isPresent, request)
    case nil: return single(comparison, isPresent, request)
    }
  }

  /// A key that is there may still be empty, which counts as null; one that is surely present is not null.
  private func isNull(_ isPresent: Truth, _ request: EvaluationContext) -> Truth {
    if isPresent == .yes { return .no }
    let isEmpty = request.waiting(for: [fact], question: "empty")
    return isPresent.and(isEmpty.negated).negated
  }

  private func nullness(_ isPresent: Truth, _ request: EvaluationContext) -> Truth {
    let isNull = isNull(isPresent, request)
    return isNull.and(.known(wantsNull(true))).or(isNull.negated.and(.known(wantsNull(false))))
  }

  private func allValues(
    _ comparison: ConditionOperator, _ isPresent: Truth, _ request: EvaluationContext
  ) -> Truth {
    if values.isEmpty { return isNull(isPresent, request) }
    return constant(comparison) == true ? .yes : question(request, comparison)
  }

  private func anyValue(
    _ comparison: ConditionOperator, _ isPresent: Truth, _ request: EvaluationContext
  ) -> Truth {
    let isConstantlyFalse = values.isEmpty || constant(comparison) == false
    let whenPresent = isConstantlyFalse ? Truth.no : question(request, comparison)
    return comparison.isIfExists ? isPresent.negated.or(whenPresent) : whenPresent
  }

  private func single(
    _ comparison: ConditionOperator, _ isPresent: Truth, _ request: EvaluationContext
  ) -> Truth {
    let whenAbsent = holdsWhenAbsent(comparison)
    let whenPresent =
      MultivaluedKeys.contains(key) ? Truth.no : singleWhenPresent(comparison, request)
    return whenAbsent ? isPresent.negated.or(whenPresent) : isPresent.and(whenPresent)
  }

  private func singleWhenPresent(_ comparison: ConditionOperator, _ request: EvaluationContext) -> Truth {
    if values.isEmpty { return .known(comparison.isNegated && !comparison.isIfExists) }
    if let constant = constant(comparison) { return .known(constant) }
    guard comparison.isText, unknownVariables(request).isEmpty else { return question(request, comparison) }
    let positive = values.indices.reduce(Truth.no) { result, index in
      result.or(
        request.waiting(
          for: [fact], question: "match \(comparison.base) \(source.values[index].value)"))
    }
    return comparison.isNegated ? positive.negated : positive
  }

  /// The answer that every value of the key gives, when there is one for certain.
  private func constant(_ comparison: ConditionOperator) -> Bool? {
    if comparison.base == .stringLike, values.contains(where: { $0.matchesEverything }) {
      return !comparison.isNegated
    }
    let isHopeless = values.allSatisfy { if case .illTyped = $0 { true } else { false } }
    return isHopeless && !comparison.isNegated ? false : nil
  }

  private func unknownVariables(_ request: EvaluationContext) -> [String] {
    variableKeys.filter { if case .unknown = request.variable($0) { true } else { false } }.map {
      "key:\($0)"
    }
  }

  private var variableKeys: [String] {
    values.flatMap { value -> [String] in
      switch value {
      case .text(let template): template.variableKeys
      case .arn(let templates): templates.flatMap { $0.variableKeys }
      default: []
      }
    }
  }
}

extension Template {
  /// The keys of its variables, in lower case.
  var variableKeys: [String] {
    parts.compactMap { if case .variable(let key, _) = $0 { key } else { nil } }
  }
}

extension CompiledCondition.Value {
  fileprivate var matchesEverything: Bool {
    if case .text(let template) = self { return template.fixed?.matchesEverything ?? false }
    return false
  }
}

extension ConditionOperator {
  /// Whether every text is a value of the right type, so that negation is exact.
  var isText: Bool {
    switch base {
    case .stringEquals, .stringEqualsIgnoreCase, .stringLike: true
    default: false
    }
  }
}
