/// Evaluating a condition whose key is not known: three-valued, by atoms that both sides of a diff share.
extension CompiledCondition {
  /// Whether the key is in the request context.
  func presence<Logic: TruthValue>(_ request: AuthorizationRequest) -> Logic {
    request.waiting(for: [key.fact], question: "present")
  }

  /// One question about the whole condition.
  func question<Logic: TruthValue>(_ request: AuthorizationRequest, _ comparison: ConditionOperator) -> Logic
  {
    request.waiting(for: questionFacts(request, comparison), question: questionText)
  }

  private func questionFacts(_ request: AuthorizationRequest, _ comparison: ConditionOperator) -> [String] {
    var facts = [key.fact] + unknownVariables(request)
    if comparison.isNegated, hasIllTypedValue { facts.append("semantics:ill-typed-policy-value") }
    if comparison.setPrefix == nil, key.isMultivalued { facts.append(Self.missingSetOperator) }
    return facts
  }

  /// What AWS makes of an operator without `ForAllValues` or `ForAnyValue` on a key that may have several values.
  static let missingSetOperator = "semantics:multivalued-without-set-operator"

  var questionText: String {
    let written = source.values.indices.map { text(of: $0) }.joined(separator: "\u{1F}")
    return "\(source.operatorText.value.lowercased()) \(written)"
  }

  /// A value as part of a question: the same text means another thing where it holds no variables.
  private func text(of index: Int) -> String {
    let text = source.values[index].value
    return hasVariables || !text.contains("${") ? text : "as written \(text)"
  }

  func holdsWhenUnknown<Logic: TruthValue>(
    _ comparison: ConditionOperator, isPresent: Logic, _ request: AuthorizationRequest
  ) -> Logic {
    if let constant = comparison.constantNull { return .known(constant) }
    if comparison.base == .null { return nullness(isPresent, request) }
    switch comparison.setPrefix {
    case .forAllValues: return allValues(comparison, isPresent, request)
    case .forAnyValue: return anyValue(comparison, isPresent, request)
    case nil: return single(comparison, isPresent, request)
    }
  }

  /// A key that is there may still be empty, which counts as null; one that is surely present is not null.
  private func isNull<Logic: TruthValue>(_ isPresent: Logic, _ request: AuthorizationRequest) -> Logic {
    if isPresent.isTrue { return .no }
    let isEmpty: Logic = request.waiting(for: [key.fact], question: "empty")
    return isPresent.and(isEmpty.negated).negated
  }

  private func nullness<Logic: TruthValue>(_ isPresent: Logic, _ request: AuthorizationRequest) -> Logic {
    let isNull = isNull(isPresent, request)
    switch (wantsNull(true), wantsNull(false)) {
    case (true, true): return .yes
    case (true, false): return isNull
    case (false, true): return isNull.negated
    case (false, false): return .no
    }
  }

  private func allValues<Logic: TruthValue>(
    _ comparison: ConditionOperator, _ isPresent: Logic, _ request: AuthorizationRequest
  ) -> Logic {
    if values.isEmpty { return isNull(isPresent, request) }
    return constant(comparison, request) == true ? .yes : question(request, comparison)
  }

  private func anyValue<Logic: TruthValue>(
    _ comparison: ConditionOperator, _ isPresent: Logic, _ request: AuthorizationRequest
  ) -> Logic {
    let isConstantlyFalse = values.isEmpty || constant(comparison, request) == false
    let whenPresent: Logic = isConstantlyFalse ? .no : question(request, comparison)
    return comparison.isIfExists ? isPresent.negated.or(whenPresent) : whenPresent
  }

  private func single<Logic: TruthValue>(
    _ comparison: ConditionOperator, _ isPresent: Logic, _ request: AuthorizationRequest
  ) -> Logic {
    let whenPresent: Logic =
      key.isMultivalued
      ? severalWhenPresent(comparison, request) : singleWhenPresent(comparison, request)
    return holdsWhenAbsent(comparison) ? isPresent.negated.or(whenPresent) : isPresent.and(whenPresent)
  }

  /// Of a key that may have several values, which the operator does not say how to count.
  private func severalWhenPresent<Logic: TruthValue>(
    _ comparison: ConditionOperator, _ request: AuthorizationRequest
  ) -> Logic {
    if values.isEmpty, !comparison.isNegated || comparison.isIfExists { return .no }
    return constant(comparison, request) == false ? .no : question(request, comparison)
  }

  private func singleWhenPresent<Logic: TruthValue>(
    _ comparison: ConditionOperator, _ request: AuthorizationRequest
  ) -> Logic {
    if values.isEmpty {
      guard comparison.isNegated, !comparison.isIfExists else { return .no }
      return comparison.isText ? .yes : question(request, comparison)
    }
    if let constant = constant(comparison, request) { return .known(constant) }
    if comparison.base == .bool, key.isAlwaysTrueOrFalse, let truth: Logic = truth(request) { return truth }
    if comparison.base == .bool || hasUnknownVariable(request) { return question(request, comparison) }
    if comparison.isNegated, hasIllTypedValue { return question(request, comparison) }
    if !comparison.isText, values.count > Self.mostQuestions { return question(request, comparison) }
    let positive = values.indices.reduce(Logic.no) { result, index in
      if matchesNothing(values[index], request) { return result }
      return result.or(match(index, comparison, request))
    }
    guard comparison.isNegated else { return positive }
    if comparison.isText { return positive.negated }
    // A value that is none of the operator's type meets the condition in neither polarity.
    let isOfType: Logic = self.isOfType(comparison.base, request)
    return isOfType.and(positive.negated)
  }

  /// How many values are asked one by one at most: a search through the answers is as deep as they are many.
  private static let mostQuestions = 128

  private func isOfType<Logic: TruthValue>(
    _ base: ConditionOperator.Base, _ request: AuthorizationRequest
  ) -> Logic {
    if base == .ip { return IPRange.all.reduce(.no) { $0.or(isIn($1, request)) } }
    return request.waiting(for: [key.fact], question: "is of type \(base)")
  }

  private func isIn<Logic: TruthValue>(_ range: IPRange, _ request: AuthorizationRequest) -> Logic {
    request.waiting(for: [key.fact], question: "in \(range.text)", range: range)
  }

  /// Whether the key's one value meets a value of the policy, in words that are the same for all conditions which ask it.
  private func match<Logic: TruthValue>(
    _ index: Int, _ comparison: ConditionOperator, _ request: AuthorizationRequest
  ) -> Logic {
    guard case .range(let range) = values[index] else {
      return request.waiting(for: [key.fact], question: "match \(comparison.base) \(text(of: index))")
    }
    return isIn(range, request)
  }

  /// Of a key that every request has as `true` or `false`: conditions for one and for the other share a question.
  ///
  /// Nil where a value holds a variable.
  private func truth<Logic: TruthValue>(_ request: AuthorizationRequest) -> Logic? {
    let texts = values.map { $0.template?.fixed }
    if texts.contains(where: { $0 == nil }) { return nil }
    let wants = (
      yes: texts.contains { $0?.matches("true") == true }, no: texts.contains { $0?.matches("false") == true }
    )
    if wants.yes == wants.no { return .known(wants.yes) }
    let isTrue: Logic = request.waiting(for: [key.fact], question: "true")
    return wants.yes ? isTrue : isTrue.negated
  }

  /// The answer that every value of the key gives, when there is one for certain.
  private func constant(_ comparison: ConditionOperator, _ request: AuthorizationRequest) -> Bool? {
    if comparison.base == .stringLike, values.contains(where: { $0.matchesEverything }) {
      return !comparison.isNegated
    }
    let isHopeless = !values.isEmpty && values.allSatisfy { matchesNothing($0, request) }
    return isHopeless && !comparison.isNegated ? false : nil
  }

  /// Whether a value of the policy matches no value of the key: it is of another type, or holds a variable that the request
  /// has no value for.
  ///
  /// IAM User Guide, "IAM policy elements: Variables and tags".
  private func matchesNothing(_ value: Value, _ request: AuthorizationRequest) -> Bool {
    switch value {
    case .illTyped: return true
    case .text(let template), .arn(let template):
      return template.variables.contains { variable in
        guard variable.fallback == nil, case .none = request.variable(variable.key) else { return false }
        return true
      }
    default: return false
    }
  }

  private func hasUnknownVariable(_ request: AuthorizationRequest) -> Bool {
    values.contains { value in
      guard let template = value.template, template.fixed == nil else { return false }
      return template.variables.contains { isUnknown($0, request) }
    }
  }

  private func unknownVariables(_ request: AuthorizationRequest) -> [String] {
    variables.filter { isUnknown($0, request) }.map { $0.key.fact }
  }

  private func isUnknown(_ variable: Template.Variable, _ request: AuthorizationRequest) -> Bool {
    if case .unknown = request.variable(variable.key) { true } else { false }
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
