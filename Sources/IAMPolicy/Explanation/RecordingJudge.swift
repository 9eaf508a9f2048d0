/// A statement that matches a request or may match it.
struct StatementRecord<Logic: TruthValue> {
  let place: StatementPlace
  let statement: CompiledStatement
  /// The whole statement, its principal taken in.
  let matches: Logic
  /// The classes of its principal; nil in policies that name none.
  let principal: PrincipalClasses<Logic>?
}

/// A judge that keeps every statement that matches or may, however early the layer is decided.
struct RecordingJudge<Logic: TruthValue>: LayerJudge {
  /// Layer by layer in the order of evaluation, and in a layer in the order of its policies.
  private(set) var records: [StatementRecord<Logic>] = []

  init() { records.reserveCapacity(16) }

  mutating func union(
    _ set: PolicySet, _ layer: LayerKey, _ request: AuthorizationRequest
  ) -> LayerVerdict<Logic> {
    var verdict = LayerVerdict<Logic>()
    for index in set.policies.indices {
      guard let document = set.policies[index].document else {
        verdict.addUnknown(set.policies[index].unknownName, request)
        continue
      }
      document.forEachReached(by: request) { statement in
        let truth: Logic = statement.matchesBeyondAction(request)
        if truth.isFalse { return }
        verdict.add(statement.effect, truth)
        records.append(
          StatementRecord(
            place: StatementPlace(layer: layer, policy: index), statement: statement, matches: truth,
            principal: nil))
      }
    }
    return verdict
  }

  mutating func resourceUnion(
    _ set: PolicySet, _ layer: LayerKey, _ request: AuthorizationRequest, hasBoundary: Logic
  ) -> ResourceVerdict<Logic> {
    var verdict = ResourceVerdict<Logic>()
    for index in set.policies.indices {
      guard let document = set.policies[index].document else {
        verdict.addUnknown(set.policies[index].unknownName, request, hasBoundary: hasBoundary)
        continue
      }
      document.forEachReached(by: request) { statement in
        let truth: Logic = statement.matchesBeyondAction(request)
        if truth.isFalse { return }
        let classes = statement.classes(request, hasBoundary: hasBoundary).and(truth)
        let matches = classes.any
        if matches.isFalse { return }
        verdict.add(statement.effect, classes)
        records.append(
          StatementRecord(
            place: StatementPlace(layer: layer, policy: index), statement: statement, matches: matches,
            principal: classes))
      }
    }
    return verdict
  }
}

extension CompiledPolicy {
  /// Lends the statements whose action element covers the request's action, in the order of the document.
  func forEachReached(by request: AuthorizationRequest, _ body: (CompiledStatement) -> Void) {
    visitIndexes(for: request) { index in index.visit(index.reached(by: request), body) }
  }
}
