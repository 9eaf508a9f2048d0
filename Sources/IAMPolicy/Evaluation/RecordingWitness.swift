/// What one statement came to, element by element.
struct StatementRecord<Logic: TruthValue> {
  let place: StatementPlace
  let statement: CompiledStatement
  let matchesAction: Bool
  let resource: Logic
  /// In the order of the statement's conditions.
  let conditions: [Logic]
  /// Nil in policies that name no principal.
  let principal: PrincipalClasses<Logic>?

  /// Everything but the principal together.
  var apartFromPrincipal: Logic {
    Logic.known(matchesAction).and(resource).and(conditions.reduce(.yes) { $0.and($1) })
  }

  /// The whole statement.
  var matches: Logic { apartFromPrincipal.and(principal?.any ?? .yes) }
}

/// A witness that looks at every element of every statement and keeps what it saw.
struct RecordingWitness<Logic: TruthValue>: StatementWitness {
  private(set) var records: [StatementRecord<Logic>] = []

  func statements(of policy: CompiledPolicy, _ request: AuthorizationRequest) -> [CompiledStatement] {
    policy.statements
  }

  mutating func truth(
    of statement: CompiledStatement, at place: StatementPlace, _ request: AuthorizationRequest
  ) -> Logic {
    record(statement, place, request, principal: nil).apartFromPrincipal
  }

  mutating func classes(
    of statement: CompiledStatement, at place: StatementPlace, _ request: AuthorizationRequest,
    hasBoundary: Bool
  ) -> PrincipalClasses<Logic> {
    let classes: PrincipalClasses<Logic> = statement.classes(request, hasBoundary: hasBoundary)
    let record = record(statement, place, request, principal: classes)
    return classes.and(record.apartFromPrincipal)
  }

  private mutating func record(
    _ statement: CompiledStatement, _ place: StatementPlace, _ request: AuthorizationRequest,
    principal: PrincipalClasses<Logic>?
  ) -> StatementRecord<Logic> {
    let record = StatementRecord<Logic>(
      place: place, statement: statement, matchesAction: statement.matchesAction(request),
      resource: statement.matchesResource(request),
      conditions: statement.conditions.map { $0.holds(request) },
      principal: principal)
    records.append(record)
    return record
  }
}
