/// Where a statement stands among the layers of a decision.
struct StatementPlace {
  let layer: PolicyLayer
  /// The level of an SCP or RCP, from 0 at the root.
  var level = 0
  /// The policy's index in its layer or level.
  var policy = 0
}

/// Judges statements for an evaluation pass; it may keep what it saw.
///
/// The pass is written once: a silent witness makes it quick, a recording one makes it an explanation.
protocol StatementWitness {
  associatedtype Logic: TruthValue

  /// The statements of a policy that the pass has to ask about.
  func statements(of policy: CompiledPolicy, _ request: AuthorizationRequest) -> [CompiledStatement]

  /// Whether a statement matches, its principal left aside.
  mutating func truth(
    of statement: CompiledStatement, at place: StatementPlace, _ request: AuthorizationRequest
  ) -> Logic

  /// The classes in which the principal of a statement matches, all of them under its other elements.
  mutating func classes(
    of statement: CompiledStatement, at place: StatementPlace, _ request: AuthorizationRequest,
    hasBoundary: Bool
  ) -> PrincipalClasses<Logic>
}

/// A witness that keeps nothing and looks no further than it must.
struct SilentWitness<Logic: TruthValue>: StatementWitness {
  @inline(__always)
  func statements(of policy: CompiledPolicy, _ request: AuthorizationRequest) -> [CompiledStatement] {
    policy.statements(for: request.operation)
  }

  @inline(__always)
  func truth(
    of statement: CompiledStatement, at place: StatementPlace, _ request: AuthorizationRequest
  ) -> Logic {
    statement.matchesApartFromPrincipal(request)
  }

  @inline(__always)
  func classes(
    of statement: CompiledStatement, at place: StatementPlace, _ request: AuthorizationRequest,
    hasBoundary: Bool
  ) -> PrincipalClasses<Logic> {
    let truth: Logic = statement.matchesApartFromPrincipal(request)
    if truth.isFalse { return PrincipalClasses() }
    return statement.classes(request, hasBoundary: hasBoundary).and(truth)
  }
}
