/// The readings on which the answer of a condition rests.
extension CompiledCondition {
  func assumptions(_ request: AuthorizationRequest) -> Set<Assumption> {
    guard let comparison else { return [] }
    var found: Set<Assumption> = comparison.isSpelled(source.operatorText.value) ? [] : [.caseOfOperator]
    let state = request.value(of: key)
    if case .known(let texts) = state, !texts.isEmpty, texts.allSatisfy({ $0.isEmpty }),
      comparison.constantNull == nil, comparison.base == .null || comparison.setPrefix != nil
    {
      return found.union([.emptyTextIsNull])
    }
    if comparison.base == .null { return found }
    if values.isEmpty { found.insert(.emptyConditionValues) }
    switch state {
    case .known(let texts): found.formUnion(ofKnown(comparison, texts, request))
    case .absent: found.formUnion(ofAbsent(comparison))
    case .present, .unknown, .oneOf: break
    }
    return found
  }

  private func ofAbsent(_ comparison: ConditionOperator) -> Set<Assumption> {
    switch comparison.setPrefix {
    case .forAnyValue: comparison.isNegated || comparison.isIfExists ? [.anyValueOfMissingKey] : []
    case .forAllValues: isNotLike(comparison) ? [.allValuesNotLike] : []
    case nil: []
    }
  }

  private func isNotLike(_ comparison: ConditionOperator) -> Bool {
    comparison.base == .stringLike && comparison.isNegated
  }

  private func ofKnown(
    _ comparison: ConditionOperator, _ texts: [String], _ request: AuthorizationRequest
  ) -> Set<Assumption> {
    if lacksSetOperator(comparison, texts) { return [.severalValuesWithoutSetOperator] }
    var found = ofVariables(comparison, request)
    if comparison.setPrefix == .forAllValues, isNotLike(comparison) { found.insert(.allValuesNotLike) }
    if comparison.isNegated {
      if texts.contains(where: { !comparison.accepts($0) }) { found.insert(.illTypedRequestValue) }
      if hasIllTypedValue { found.insert(.illTypedPolicyValue) }
    }
    switch comparison.base {
    case .date:
      let dates = texts + source.values.map { $0.value }
      if dates.contains(where: { $0.utf8.count == 4 }) { found.insert(.digitsAreEpochSeconds) }
    case .arn: found.formUnion(ofARNs(texts, matchingValues(request)))
    default: break
    }
    return found
  }

  private func ofARNs(_ texts: [String], _ matching: [Int]) -> Set<Assumption> {
    let isWide = matching.contains { if case .anyARN = values[$0] { true } else { false } }
    if isWide || (matching.isEmpty && hasIllTypedValue) { return [.shortARNInCondition] }
    return matching.isEmpty && isAlike(texts) ? [.caseOfARN] : []
  }

  private func ofVariables(_ comparison: ConditionOperator, _ request: AuthorizationRequest) -> Set<
    Assumption
  > {
    var found: Set<Assumption> = []
    for variable in variables {
      found.formUnion(request.assumptions(of: variable, isPattern: comparison.hasWildcards))
      if comparison.base == .bool { found.insert(.variableInBool) }
      let holds: Ternary = self.holds(request)
      if values.count > 1, hasNoValue(variable, request), holds.isTrue {
        found.insert(.unresolvedVariableInList)
      }
    }
    return found
  }
}

extension ConditionOperator {
  /// Whether a text spells the operator as the guide does.
  func isSpelled(_ text: String) -> Bool {
    let prefix: String =
      switch setPrefix {
      case .forAllValues: "ForAllValues:"
      case .forAnyValue: "ForAnyValue:"
      case nil: ""
      }
    return sameText(text, prefix + name + (isIfExists ? "IfExists" : ""))
  }
}
