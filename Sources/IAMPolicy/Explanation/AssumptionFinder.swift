/// Finds the readings on which the answer of one statement rests.
struct AssumptionFinder {
  let source: ExplanationSource
  let place: StatementPlace
  let statement: CompiledStatement

  private var request: AuthorizationRequest { source.request }
  private var type: PolicyType? { source.set(place.layer).policies[place.policy].document?.type }

  /// The readings without which a statement that matches, or may, would perhaps not.
  var ofMatch: Set<Assumption> {
    var found = action.union(resource).union(principal)
    for condition in statement.conditions { found.formUnion(condition.assumptions(request)) }
    if type == .scp, statement.effect == .allow, !statement.coversEverything {
      found.insert(.narrowedSCPAllow)
    }
    let document = source.set(place.layer).policies[place.policy].document
    if type == .identity, document?.document.id != nil { found.insert(.idInIdentityPolicy) }
    return found
  }

  /// The readings without which a statement that fails would perhaps match; none when it fails whatever they are.
  var ofFailure: Set<Assumption> {
    var found: Set<Assumption> = []
    var failing: [Set<Assumption>] = statement.matchesAction(request) ? [] : [action]
    let covers: Ternary = statement.matchesResource(request)
    if covers.isFalse { failing.append(resource) }
    if let classes: PrincipalClasses<Ternary> = source.classes(statement, place.layer.layer),
      classes.any.isFalse
    {
      failing.append(principal)
    }
    for condition in statement.conditions {
      let holds: Ternary = condition.holds(request)
      if holds.isFalse { failing.append(condition.assumptions(request)) }
    }
    for reasons in failing {
      if reasons.isEmpty { return [] }
      found.formUnion(reasons)
    }
    return found
  }
}

// MARK: - Actions

extension AssumptionFinder {
  private var action: Set<Assumption> {
    let values = statement.source.action.values.map { $0.value }
    let name = request.operation.name
    let matching = values.filter { ActionLayout.name($0).map { Pattern(glob: $0).matches(name) } ?? false }
    if matching.isEmpty {
      let isMalformed = values.contains { value in
        let trimmed = String(value.unicodeScalars.filter { !$0.isBlank })
        return ActionLayout.name(value) == nil && Pattern(glob: trimmed.simpleLowercased).matches(name)
      }
      return isMalformed ? [.malformedAction] : []
    }
    let isPlain = matching.contains { $0 == "*" || ActionLayout.service($0.simpleLowercased) != nil }
    return isPlain ? [] : [.wildcardInService]
  }
}

// MARK: - Resources

extension AssumptionFinder {
  private var resource: Set<Assumption> {
    guard let patterns = statement.resources, case .arn(let arn) = request.resource, arn != "*" else {
      return []
    }
    let matching = patterns.filter { !($0.matches(request) as Ternary).isFalse }
    if matching.isEmpty { return unlisted(Array(patterns), arn) }
    let reasons = matching.map { listed($0, arn) }
    return reasons.contains([]) ? [] : reasons.reduce([]) { $0.union($1) }
  }

  /// Why a pattern matches, where another reading would have it fail.
  private func listed(_ pattern: ResourcePattern, _ arn: String) -> Set<Assumption> {
    if pattern.matchesEverything { return [] }
    var found = variables(pattern.tail.variables)
    if isShort(pattern) { return found.union(completes ? [] : [.shortARN]) }
    if pattern.isFixed {
      let narrow = ARNFieldLimit.limited(Pattern.tokens(pattern.text) { $0 == 0x2A ? .run : .one })
      if !Pattern(tokens: narrow).matches(arn) { found.insert(.wildcardAcrossFields) }
    }
    return found
  }

  /// Why no pattern matches, where another reading would have one match.
  private func unlisted(_ patterns: [ResourcePattern], _ arn: String) -> Set<Assumption> {
    var found: Set<Assumption> = []
    for pattern in patterns {
      found.formUnion(variables(pattern.tail.variables))
      if statement.isResourceNegated, pattern.isDead(request) {
        found.insert(.unresolvedVariableInNotResource)
      }
      guard pattern.isFixed else { continue }
      if pattern.wouldMatchAcrossFields(arn) { found.insert(.wildcardAcrossFields) }
      if pattern.differsOnlyInCaseOfFields(arn) { found.insert(.caseOfARN) }
      if isShort(pattern), !completes, Pattern(glob: pattern.text + "*").matches(arn) {
        found.insert(.shortARN)
      }
    }
    return found
  }

  /// Only identity-based policies and boundaries complete short ARNs.
  private var completes: Bool { type == .identity || type == .boundary }

  private func isShort(_ pattern: ResourcePattern) -> Bool { pattern.text.utf8.count { $0 == 0x3A } < 5 }

  private func variables(_ variables: [Template.Variable]) -> Set<Assumption> {
    variables.reduce([]) { $0.union(request.assumptions(of: $1, isPattern: true)) }
  }
}

extension AuthorizationRequest {
  /// The readings on which the value of a variable rests.
  func assumptions(of variable: Template.Variable, isPattern: Bool) -> Set<Assumption> {
    if variable.key.isMultivalued, value(of: variable.key) != .absent { return [.multivaluedVariable] }
    guard isPattern, case .known(let text) = self.variable(variable.key) else { return [] }
    return text.contains { $0 == "*" || $0 == "?" } ? [.wildcardInVariableValue] : []
  }
}

extension ResourcePattern {
  /// Whether only the case of the fields before the resource's name keeps it from matching: of the name it is documented.
  fileprivate func differsOnlyInCaseOfFields(_ arn: String) -> Bool {
    let lowered = [text, arn].map { text in
      let name = String(ARNText.resource(of: text))
      return String(text.dropLast(name.count)).simpleLowercased + name
    }
    return Pattern(glob: lowered[0]).matches(lowered[1]) && !Pattern(glob: text).matches(arn)
  }
}

// MARK: - Principals

extension AssumptionFinder {
  private var principal: Set<Assumption> {
    guard let principal = statement.principal, place.layer.layer.namesPrincipals else { return [] }
    var found: Set<Assumption> = []
    if place.layer.layer == .vpcEndpoint, request.options.vpcEndpointType != .gateway,
      !principal.namesEveryone
    {
      found.insert(.principalOfEndpointPolicy)
    }
    let listed: PrincipalClasses<Ternary> = principal.listed(request)
    switch request.callerFacts.kind {
    case .service, .federated: if principal.namesEveryone { found.insert(.everyoneIncludesServices) }
    case .user, .session, .federatedUser:
      // Of a caller with a boundary it is documented.
      let hasBoundary: Ternary = request.hasBoundary(source.policies.boundary)
      let isPartly =
        principal.isNegated && !principal.namesEveryone && !listed.any.isFalse && !hasBoundary.isTrue
      if isPartly, statement.effect == .deny { found.insert(.partlyListedByNotPrincipal) }
    case .root, .anonymous: break
    }
    if case .federatedUser(_, nil, _) = request.caller, listed.behind.isUnknown {
      found.insert(.issuerOfFederatedUser)
    }
    if listed.any.isFalse, hasWildcardForCaller { found.insert(.wildcardInPrincipal) }
    return found
  }

  /// Whether an entry would name the caller if the wildcards in it were ones.
  private var hasWildcardForCaller: Bool {
    let names = request.caller.principalARNs
    return statement.source.principal?.entries.contains { entry in
      let text = entry.text.value
      return text != "*" && text.contains { $0 == "*" || $0 == "?" }
        && names.contains { Pattern(glob: text).matches($0) }
    } ?? false
  }
}

extension PolicyLayer {
  /// Whether its policies name principals.
  var namesPrincipals: Bool {
    switch self {
    case .rcp, .vpcEndpoint, .resource, .trust: true
    case .identity, .boundary, .session, .scp, .serviceGuardrail, .s3BlockPublicAccess: false
    }
  }
}
