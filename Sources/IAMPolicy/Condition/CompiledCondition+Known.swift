import JSON

/// Evaluating a condition whose key is known or absent.
extension CompiledCondition {
  /// Whether the condition holds for the request.
  func holds<Logic: TruthValue>(_ request: AuthorizationRequest) -> Logic {
    guard let comparison else {
      return request.waiting(for: ["semantics:unknown-operator"], question: source.operatorText.value)
    }
    switch request.value(of: key) {
    case .known(let texts): return holds(comparison, texts, request)
    case .absent: return .known(holdsWhenAbsent(comparison))
    case .present: return holdsWhenUnknown(comparison, isPresent: .yes, request)
    case .unknown: return holdsWhenUnknown(comparison, isPresent: presence(request), request)
    case .oneOf(let states): return join(states, comparison, request)
    }
  }

  /// The same answer in every state, or a question of its own.
  private func join<Logic: TruthValue>(
    _ states: [ContextValue], _ comparison: ConditionOperator, _ request: AuthorizationRequest
  ) -> Logic {
    var first: Logic?
    for state in states {
      let answer: Logic
      switch state {
      case .known(let texts): answer = holds(comparison, texts, request)
      case .absent: answer = .known(holdsWhenAbsent(comparison))
      case .present, .unknown, .oneOf: return question(request, comparison)
      }
      if answer.isUnknown || answer != first ?? answer { return question(request, comparison) }
      first = answer
    }
    return first ?? question(request, comparison)
  }

  /// IAM User Guide, "Condition operators": what each operator makes of a missing key.
  func holdsWhenAbsent(_ comparison: ConditionOperator) -> Bool {
    if comparison.base == .null { return comparison.constantNull ?? wantsNull(true) }
    if comparison.isIfExists { return true }
    switch comparison.setPrefix {
    case .forAllValues: return true
    case .forAnyValue: return false
    case nil: return comparison.isNegated
    }
  }

  private func holds<Logic: TruthValue>(
    _ comparison: ConditionOperator, _ texts: [String], _ request: AuthorizationRequest
  ) -> Logic {
    if comparison.base == .null {
      return .known(comparison.constantNull ?? wantsNull(texts.allSatisfy { $0.isEmpty }))
    }
    switch comparison.setPrefix {
    case .forAllValues:
      if texts.allSatisfy({ $0.isEmpty }) { return .yes }
      if values.isEmpty { return .no }
      return texts.reduce(.yes) { $0.and(holds(comparison, $1, request)) }
    case .forAnyValue:
      if texts.allSatisfy({ $0.isEmpty }) { return .known(comparison.isIfExists && texts.isEmpty) }
      if values.isEmpty { return .no }
      return texts.reduce(.no) { $0.or(holds(comparison, $1, request)) }
    case nil:
      if texts.isEmpty { return .known(holdsWhenAbsent(comparison)) }
      if values.isEmpty, comparison.isIfExists { return .no }
      if texts.count > 1 || (key.isMultivalued && !key.isComparedPlainly) {
        return holdsWithoutSetOperator(comparison, texts, request)
      }
      return holds(comparison, texts[0], request)
    }
  }

  /// An operator that does not say how many values of a key count.
  ///
  /// IAM User Guide, "Single-valued vs. multivalued context keys", asks for a set operator and does not tell what comes of
  /// leaving it out. Where no value meets the condition no reading of it holds.
  private func holdsWithoutSetOperator<Logic: TruthValue>(
    _ comparison: ConditionOperator, _ texts: [String], _ request: AuthorizationRequest
  ) -> Logic {
    if lacksSetOperator(comparison, texts) { return .no }
    let holdsForSome = texts.reduce(Logic.no) { $0.or(holds(comparison, $1, request)) }
    if holdsForSome.isFalse { return .no }
    return holdsForSome.and(
      request.waiting(
        for: [Self.missingSetOperator], question: "\(key.name) \(questionText) is \(texts)"))
  }

  /// Whether it asks several values to equal one, which they do not.
  func lacksSetOperator(_ comparison: ConditionOperator, _ texts: [String]) -> Bool {
    comparison.setPrefix == nil && texts.count > 1 && !comparison.isNegated && !key.isComparedPlainly
  }

  /// Whether any value of a `Null` condition asks for this state.
  func wantsNull(_ isNull: Bool) -> Bool {
    values.contains { value in
      if case .isNull(let wanted) = value { return wanted == isNull }
      return false
    }
  }

  /// The operator without prefix on one value: the values are alternatives, negation is over all of them.
  private func holds<Logic: TruthValue>(
    _ comparison: ConditionOperator, _ text: String, _ request: AuthorizationRequest
  ) -> Logic {
    guard let positive: Logic = matchesAny(comparison, text, request) else { return .no }
    guard comparison.isNegated else { return positive }
    guard hasIllTypedValue else { return positive.negated }
    return positive.negated.and(
      request.waiting(
        for: ["semantics:ill-typed-policy-value"],
        question: "\(comparison.base) \(key.name) \(source.values.map { $0.value }) is \(text)"))
  }
}

extension CompiledCondition {
  /// Whether one of the values matches; nil when the request's value is not of the operator's type.
  private func matchesAny<Logic: TruthValue>(
    _ comparison: ConditionOperator, _ text: String, _ request: AuthorizationRequest
  ) -> Logic? {
    var positive = Logic.no
    if !templates.isEmpty {
      guard let text = comparison.base.comparableText(text) else { return nil }
      for index in 0..<templates.count where !positive.isTrue {
        positive = positive.or(templates.with(index) { match(text, $0, request) })
      }
      return positive
    }
    guard let candidate = ConditionCandidate(text, comparison.base) else { return nil }
    for index in values.indices where !positive.isTrue {
      positive = positive.or(candidate.matches(self, index, request))
    }
    return positive
  }

  fileprivate func match<Logic: TruthValue>(
    _ text: String, _ template: Template, _ request: AuthorizationRequest
  ) -> Logic {
    if let fixed = template.fixed { return .known(fixed.matches(text)) }
    if let lone = template.loneVariable, case .known(let value) = request.variable(lone) {
      return .known(sameText(value, text))
    }
    guard case .tokens(let tokens, let unknown) = template.resolved(request),
      Pattern.matches(tokens, text.utf8.span)
    else { return .no }
    if unknown.isEmpty { return .yes }
    return request.waiting(
      for: unknown.map { $0.fact },
      // Each value of a key with several is a question of its own.
      question: "\(comparison?.base ?? .null) \(key.name) \(template.text) is \(text)")
  }
}

extension ConditionOperator.Base {
  /// The form in which templates are compared with a request's value; nil when it is not of the type.
  fileprivate func comparableText(_ text: String) -> String? {
    switch self {
    case .stringEquals, .stringLike: return text
    case .stringEqualsIgnoreCase: return text.simpleLowercased
    case .bool:
      let lowered = text.simpleLowercased
      return lowered == "true" || lowered == "false" ? lowered : nil
    case .arn: return ARNText.isARN(text) ? text : nil
    case .numeric, .date, .binary, .ip, .null: return nil
    }
  }
}

extension CompiledCondition {
  /// The policy's values, by index, that some value of the request meets or may meet, negation left aside.
  func matchingValues(_ request: AuthorizationRequest) -> [Int] {
    guard let comparison, case .known(let texts) = request.value(of: key) else { return [] }
    let candidates = texts.compactMap { ConditionCandidate($0, comparison.base) }
    return values.indices.filter { index in
      candidates.contains { !($0.matches(self, index, request) as Ternary).isFalse }
    }
  }
}

extension ConditionOperator {
  /// Whether a request's value is of the operator's type.
  func accepts(_ text: String) -> Bool { base == .null || ConditionCandidate(text, base) != nil }
}

/// A request's value in the form that an operator compares.
private enum ConditionCandidate {
  case text(String)
  case number(DecimalNumber, ConditionOperator.Order)
  case instant(Instant, ConditionOperator.Order)
  case bytes([UInt8])
  case address(IPRange)

  /// Nil for a value that the operator cannot compare: it then matches in neither polarity.
  init?(_ text: String, _ base: ConditionOperator.Base) {
    switch base {
    case .stringEquals, .stringLike, .stringEqualsIgnoreCase, .bool, .arn:
      guard let text = base.comparableText(text) else { return nil }
      self = .text(text)
    case .numeric(let order):
      guard let number = DecimalNumber(text) else { return nil }
      self = .number(number, order)
    case .date(let order):
      guard let instant = Instant(text) else { return nil }
      self = .instant(instant, order)
    case .binary:
      guard let bytes = Base64.bytes(text, passesLineBreaks: false) else { return nil }
      self = .bytes(bytes)
    case .ip:
      guard let address = IPRange(text, allowsPrefix: false) else { return nil }
      self = .address(address)
    case .null: return nil
    }
  }

  /// Whether the policy value at an index matches.
  func matches<Logic: TruthValue>(
    _ condition: CompiledCondition, _ index: Int, _ request: AuthorizationRequest
  ) -> Logic {
    switch condition.values[index] {
    case .text(let template), .arn(let template):
      guard case .text(let text) = self else { return .no }
      return condition.match(text, template, request)
    case .number(let limit):
      guard case .number(let number, let order) = self else { return .no }
      return .known(number.isOrdered(order, to: limit))
    case .instant(let limit):
      guard case .instant(let instant, let order) = self else { return .no }
      return .known(instant.isOrdered(order, to: limit))
    case .bytes(let expected):
      guard case .bytes(let bytes) = self else { return .no }
      return .known(bytes == expected)
    case .range(let range):
      guard case .address(let address) = self else { return .no }
      return .known(range.contains(address))
    case .anyARN: return .yes
    case .isNull, .illTyped: return .no
    }
  }
}
