/// What one statement came to, element by element.
final class StatementRecord<Logic: TruthValue> {
  let place: StatementPlace
  let statement: CompiledStatement
  let matchesAction: Bool
  let resource: Logic
  /// In the order of the statement's conditions.
  let conditions: [Logic]
  /// Nil in policies that name no principal.
  let principal: PrincipalClasses<Logic>?
  /// Everything but the principal together.
  let apartFromPrincipal: Logic

  init(
    _ statement: CompiledStatement, _ place: StatementPlace, _ request: AuthorizationRequest,
    principal: PrincipalClasses<Logic>?
  ) {
    self.place = place
    self.statement = statement
    self.principal = principal
    matchesAction = statement.matchesAction(request)
    resource = statement.matchesResource(request)
    conditions = statement.conditions.isEmpty ? [] : statement.conditions.all.map { $0.holds(request) }
    var truth = Logic.known(matchesAction).and(resource)
    for condition in conditions { truth = truth.and(condition) }
    apartFromPrincipal = truth
  }

  /// The whole statement.
  var matches: Logic { apartFromPrincipal.and(principal?.any ?? .yes) }
}

/// A judge that looks at every element of every statement and keeps what it saw.
struct RecordingJudge<Logic: TruthValue>: LayerJudge {
  private(set) var records: [StatementRecord<Logic>] = []

  mutating func union(
    _ set: PolicySet, _ layer: LayerKey, _ request: AuthorizationRequest
  ) -> LayerVerdict<Logic> {
    var verdict = LayerVerdict<Logic>()
    for (index, policy) in set.policies.enumerated() {
      guard let document = policy.document else {
        verdict.addUnknown(policy.unknownName, request)
        continue
      }
      let place = StatementPlace(layer: layer, policy: index)
      for statement in document.statements {
        let record = StatementRecord<Logic>(statement, place, request, principal: nil)
        records.append(record)
        verdict.add(statement.effect, record.apartFromPrincipal)
      }
    }
    return verdict
  }

  mutating func resourceUnion(
    _ set: PolicySet, _ layer: LayerKey, _ request: AuthorizationRequest, hasBoundary: Logic
  ) -> ResourceVerdict<Logic> {
    var verdict = ResourceVerdict<Logic>()
    for (index, policy) in set.policies.enumerated() {
      guard let document = policy.document else {
        verdict.addUnknown(policy.unknownName, request, hasBoundary: hasBoundary)
        continue
      }
      let place = StatementPlace(layer: layer, policy: index)
      for statement in document.statements {
        let classes: PrincipalClasses<Logic> = statement.classes(request, hasBoundary: hasBoundary)
        let record = StatementRecord<Logic>(statement, place, request, principal: classes)
        records.append(record)
        verdict.add(statement.effect, classes.and(record.apartFromPrincipal))
      }
    }
    return verdict
  }
}
