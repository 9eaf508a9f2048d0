/// Evaluating a condition whose key is known or absent.
extension CompiledCondition {
  /// Whether the condition holds for the request.
  func holds(_ request: EvaluationContext) -> Truth {
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
  private func join(
    _ states: [ContextValue], _ comparison: ConditionOperator, _ request: EvaluationContext
  ) -> Truth {
    var answers: [Truth] = []
    for state in states {
      switch state {
      case .known(let texts): answers.append(holds(comparison, texts, request))
      case .absent: answers.append(.known(holdsWhenAbsent(comparison)))
      case .present, .unknown, .oneOf: return question(request, comparison)
      }
    }
    if let first = answers.first, answers.allSatisfy({ $0 == first }) { return first }
    return question(request, comparison)
  }

  /// IAM User Guide, "Condition operators": what each operator makes of a missing key.
  func holdsWhenAbsent(_ comparison: ConditionOperator) -> Bool {
    if comparison.base == .null { return wantsNull(true) }
    if comparison.isIfExists { return true }
    switch comparison.setPrefix {
    case .forAllValues: return true
    case .forAnyValue: return false
    case nil: return comparison.isNegated
    }
  }

  private func holds(
    _ comparison: ConditionOperator, _ texts: [String], _ request: EvaluationContext
  ) -> Truth {
    let isNull = texts.allSatisfy { $0.isEmpty }
    if comparison.base == .null { return .known(wantsNull(isNull)) }
    switch comparison.setPrefix {
    case .forAllValues:
      if isNull { return .yes }
      if values.isEmpty { return .no }
      return texts.reduce(.yes) { $0.and(holds(comparison, $1, request)) }
    case .forAnyValue:
      if isNull { return .known(comparison.isIfExists && texts.isEmpty) }
      if values.isEmpty { return .no }
      return texts.reduce(.no) { $0.or(holds(comparison, $1, request)) }
    case nil:
      if texts.isEmpty { return .known(holdsWhenAbsent(comparison)) }
      if MultivaluedKeys.contains(key) || texts.count > 1 { return .no }
      if values.isEmpty { return .known(comparison.isNegated && !comparison.isIfExists) }
      return holds(comparison, texts[0], request)
    }
  }

  /// Whether any value of a `Null` condition asks for this state.
  func wantsNull(_ isNull: Bool) -> Bool {
    values.contains { value in
      if case .isNull(let wanted) = value { return wanted == isNull }
      return false
    }
  }

  /// The operator without prefix on one value: the values are alternatives, negation is over all of them.
  private func holds(
    _ comparison: ConditionOperator, _ text: String, _ request: EvaluationContext
  ) -> Truth {
    guard let candidate = ConditionCandidate(text, comparison.base) else { return .no }
    let positive = values.reduce(Truth.no) { $0.or(candidate.matches($1, self, request)) }
    guard comparison.isNegated else { return positive }
    if positive.isFalse, values.contains(where: { if case .illTyped = $0 { true } else { false } }) {
      return request.waiting(
        for: ["semantics:ill-typed-policy-value"], question: "\(source.operatorText.value) \(key)")
    }
    return positive.negated
  }
}

/// A request's value in the form that an operator compares.
enum ConditionCandidate {
  case text([UInt32])
  case lowered([UInt32])
  case number(DecimalNumber, ConditionOperator.Order)
  case instant(Instant, ConditionOperator.Order)
  case bytes([UInt8])
  case address(IPRange)
  case arn([[UInt32]])

  /// Nil for a value that the operator cannot compare: it then matches in neither polarity.
  init?(_ text: String, _ base: ConditionOperator.Base) {
    switch base {
    case .stringEquals, .stringLike: self = .text(text.scalarValues)
    case .stringEqualsIgnoreCase: self = .lowered(text.simpleLowercased.scalarValues)
    case .bool:
      let lowered = text.simpleLowercased
      guard lowered == "true" || lowered == "false" else { return nil }
      self = .lowered(lowered.scalarValues)
    case .numeric(let order):
      guard let number = DecimalNumber(text) else { return nil }
      self = .number(number, order)
    case .date(let order):
      guard let instant = Instant(text) else { return nil }
      self = .instant(instant, order)
    case .binary:
      guard let bytes = base64Bytes(text) else { return nil }
      self = .bytes(bytes)
    case .ip:
      guard let address = IPRange(text, allowsPrefix: false) else { return nil }
      self = .address(address)
    case .arn:
      guard let fields = Self.arnFields(text), text.hasPrefix("arn:") else { return nil }
      self = .arn(fields.map { $0.scalarValues })
    case .null: return nil
    }
  }

  /// Whether one policy value matches.
  func matches(
    _ value: CompiledCondition.Value, _ condition: CompiledCondition, _ request: EvaluationContext
  ) -> Truth {
    switch (self, value) {
    case (.text(let text), .text(let template)):
      return Self.match([text], [template], ignoringCase: false, condition, request)
    case (.lowered(let text), .text(let template)):
      return Self.match([text], [template], ignoringCase: true, condition, request)
    case (.number(let number, let order), .number(let limit)):
      return .known(number.isOrdered(order, to: limit))
    case (.instant(let instant, let order), .instant(let limit)):
      return .known(instant.isOrdered(order, to: limit))
    case (.bytes(let bytes), .bytes(let expected)): return .known(bytes == expected)
    case (.address(let address), .range(let range)): return .known(range.contains(address))
    case (.arn, .anyARN): return .yes
    case (.arn(let fields), .arn(let templates)):
      if templates.count == 1 { return Self.matchWholeARN(fields, templates[0], condition, request) }
      return Self.match(fields, templates, ignoringCase: false, condition, request)
    default: return .no
    }
  }

  /// Six fields that each match alone, so that no wildcard crosses a colon before the sixth.
  private static func match(
    _ texts: [[UInt32]], _ templates: [Template], ignoringCase: Bool, _ condition: CompiledCondition,
    _ request: EvaluationContext
  ) -> Truth {
    var facts: [String] = []
    for (text, template) in zip(texts, templates) {
      guard case .pattern(var pattern, let waits) = template.resolved(request) else { return .no }
      if ignoringCase { pattern = Pattern(tokens: pattern.tokens.map { $0.lowercased }) }
      guard pattern.matches(text) else { return .no }
      facts += waits
    }
    if facts.isEmpty { return .yes }
    let written = templates.map { $0.text }.joined(separator: ":")
    return request.waiting(
      for: facts, question: "\(condition.source.operatorText.value) \(condition.key) \(written)")
  }

  /// A value that is one variable: the ARN it stands for is split once it is known.
  private static func matchWholeARN(
    _ fields: [[UInt32]], _ template: Template, _ condition: CompiledCondition, _ request: EvaluationContext
  ) -> Truth {
    let whole = Array(fields.joined(separator: [0x3A]))
    return match([whole], [template], ignoringCase: false, condition, request)
  }

  private static func arnFields(_ text: String) -> [String]? {
    let fields = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    return fields.count == 6 ? fields.map(String.init) : nil
  }
}
