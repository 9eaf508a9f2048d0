import AuditStore
import IAMPolicy

/// Suggesting changes for what is denied.
extension Explainer {
  /// Why no changes are looked for under which a denied call would be allowed; nil where they are.
  func whyNotSearched(_ call: RecordedCall) -> String? {
    if policies.snapshot == PolicySnapshot(), !hasChanges {
      return "without --policies nothing says what lacks an allow"
    }
    if !hasChanges, let reason = call.derived.record.whyNotAmongRequests { return reason }
    return nil
  }

  /// Why what else a suggestion opens is not counted; nil where it is, and where nobody wants it.
  func whyNotCounted(_ database: borrowing AuditDatabase) throws -> String? {
    let events = try database.lastEvent()
    guard looksBack, !countsAllEffects, events > quickEvents else { return nil }
    return "the log holds \(TextFormat.count(events, "event")); --effects counts it"
  }

  /// Changes under which a recorded call that is denied would be allowed.
  ///
  /// - Parameter countsEffects: whether to count what else they open.
  func suggestions(
    for call: RecordedCall, _ requests: [RequestExplanation], countsEffects: Bool,
    _ database: borrowing AuditDatabase
  ) throws -> [Suggestion]? {
    guard let asked = asked(call, by: differ)?.call else { return nil }
    var found: [Suggestion] = []
    for indexes in [call.derived.certainRequests, Array(call.derived.requests.indices)]
    where !found.contains(where: { $0.isCertain }) {
      let denied = indexes.filter { requests.indices.contains($0) }.compactMap { index in
        deniedRequest(requests[index], call, endpoint: asked.endpoint)
      }
      let finder = SuggestionFinder(denied: denied, snapshot: policies.candidate, changes: policies.changes) {
        changes in
        (try? policies.differ(adding: changes)).flatMap { decision(on: call, by: $0) }
      }
      let more = try finder.find().map { try noting($0, on: call) }
      if found.isEmpty || more.contains(where: { $0.isCertain }) || more.mostDenied < found.mostDenied {
        found = more
      }
    }
    guard looksBack, countsEffects, !found.isEmpty else { return found }
    let events = try RecordedEvents(database)
    for index in found.indices {
      let other = try policies.differ(adding: found[index].changes)
      guard let verdict = verdict(on: call, by: other) else { continue }
      let own = call.isReplayed ? verdict : nil
      var scope = EventScope()
      if passesOver {
        scope.actions = Set(events.calls.actions.filter { found[index].mayChange(action: $0) })
      }
      var view = DiffView()
      view.grouping = [.role, .action]
      found[index].effect = SuggestionEffect(
        try other.report(of: events, on: database, scope, view), without: own, on: call.derived,
        by: call.facts.identity.principal)
    }
    return found
  }

  /// A suggestion with the requests of a call that stay denied under it.
  private func noting(_ suggestion: Suggestion, on call: RecordedCall) throws -> Suggestion {
    let other = try policies.differ(adding: suggestion.changes)
    guard !suggestion.isCertain, let asked = asked(call, by: other) else { return suggestion }
    var result = suggestion
    for index in call.derived.requests.indices {
      let (request, possible) = (
        asked.call.request(index), decision(on: index, asked, by: other).possible
      )
      let words = "\(request.action) on \(request.resource.subject)"
      if !possible.contains(.allowed) {
        if !result.leavesDenied.contains(words) { result.leavesDenied.append(words) }
      } else if possible != [.allowed], request.resource == .unknown, !result.leavesOpen.contains(words) {
        result.leavesOpen.append(words)
      }
    }
    return result
  }

  /// What the candidate decides on one request of a call.
  private func decision(
    on index: Int, _ asked: (call: AskedCall, session: PolicySet?), by differ: Differ
  ) -> Decision {
    let request = asked.call.request(index)
    let candidate = differ.evaluator.candidate.policies(
      for: request, session: asked.session, endpoint: asked.call.endpoint,
      coversMany: asked.call.derived.requests[index].state == .listwild)
    return Evaluator.decide(request, candidate)
  }

  /// What is known of a denied request; nil for one that is allowed for certain.
  private func deniedRequest(
    _ request: RequestExplanation, _ call: RecordedCall, endpoint: String?
  ) -> DeniedRequest? {
    let explanation = request.explanation
    if explanation.decision == .determinate(.allowed) { return nil }
    let named = call.derived.layer?.policyLayer
    let isMeant = request.isNamed && named?.isExplicit != true && !hasChanges
    return DeniedRequest(
      explanation, snapshot: policies.candidate, endpoint: endpoint, named: isMeant ? named?.layer : nil)
  }

  /// Changes under which a typed request that is denied for certain would be allowed; nil for another.
  func suggestions(for explained: RequestExplanation, endpoint: String?) -> [Suggestion]? {
    let explanation = explained.explanation
    guard !explanation.decision.possible.contains(.allowed) else { return nil }
    let denied = DeniedRequest(
      explanation, snapshot: policies.candidate, endpoint: endpoint, named: nil)
    return SuggestionFinder(denied: [denied], snapshot: policies.candidate, changes: policies.changes) {
      changes in
      guard let other = try? policies.differ(adding: changes) else { return nil }
      let after = other.evaluator.candidate.policies(
        for: explanation.request, session: nil, endpoint: endpoint)
      return Evaluator.decide(explanation.request, after)
    }.find()
  }

  /// Whether the call is denied: by the policies or, as far as they leave it open, by what AWS recorded.
  ///
  /// - Parameter decision: what the policies come to; nil where there is nothing to decide.
  func isDenied(_ call: RecordedCall, _ decision: Decision?) -> Bool {
    guard let possible = decision?.possible, possible != [.allowed] else { return false }
    return !possible.contains(.allowed) || (call.derived.recorded == .denied && !hasChanges)
  }

  /// What the candidate decides, given the record; without it where it contradicts the baseline, which is what is
  /// explained then.
  private func decision(on call: RecordedCall, by differ: Differ) -> Decision? {
    guard let verdict = verdict(on: call, by: differ), let asked = asked(call, by: differ) else { return nil }
    if let given = verdict.candidate(on: call.derived) { return given }
    let own = Decision.combining(
      call.derived.requests.indices.map { index in
        let derived = asked.call.derived.requests[index]
        return PerhapsMade.part(decision(on: index, asked, by: differ), derived.action, derived.certainty)
      })
    guard verdict.finding.namesOtherLayer, own.possible.contains(.allowed) else { return own }
    // What AWS's message names is not among the policies, and may go on denying.
    return .indeterminate(
      possible: own.possible.union([.implicitlyDenied]),
      dependsOn: own.dependsOn + ["record:policy-type"])
  }

  private func verdict(on call: RecordedCall, by differ: Differ) -> EventVerdict? {
    guard let asked = asked(call, by: differ) else { return nil }
    var cache = EvaluationCache()
    return differ.verdict(on: asked.call, session: asked.session, &cache) { asked.call.sides($0) }
  }
}

extension [Suggestion] {
  /// How many requests of the call the one of them leaves denied that leaves most; more than any in an
  /// empty list.
  fileprivate var mostDenied: Int { map { $0.leavesDenied.count }.max() ?? .max }
}

extension EventVerdict {
  /// What the candidate decides on an event; nil where the record contradicts the baseline.
  fileprivate func candidate(on event: DerivedEvent) -> Decision? {
    let outcomes = finding.decision
    if outcomes.isEmpty { return nil }
    if outcomes.count == 1, let outcome = outcomes.first { return .determinate(outcome) }
    let perhaps = comparisons.filter { _, comparison in
      comparison.isOptional && comparison.pairs.contains { $0.candidate != .allowed }
    }
    return .indeterminate(
      possible: outcomes,
      dependsOn: Set(
        finding.dependsOn.flatMap { index, facts in
          facts.map { PerhapsMade.named($0, by: event.requests[index].action) }
        }
          + perhaps.keys.map { PerhapsMade.fact(event.requests[$0].action) }
      ).sorted())
  }
}

extension SuggestionEffect {
  /// What a report holds beside one event of a caller; nil for one that is not in it.
  fileprivate init(
    _ report: DiffReport, without own: EventVerdict?, on event: DerivedEvent, by principal: String
  ) {
    for (changeClass, count) in report.summary where changeClass.isImpact {
      let others = count.events - (changeClass == own?.changeClass ? 1 : 0)
      guard others > 0 else { continue }
      events[changeClass] = others
      requests[changeClass] = count.requests
    }
    let actions = Set((own?.affected ?? []).map { event.requests[$0].action }).sorted()
    let ownNames = [principal, actions.joined(separator: ", ")]
    groups = report.groups.filter { $0.changeClass.isImpact }.compactMap { group in
      let isOwn = group.changeClass == own?.changeClass && group.names == ownNames
      let others = group.count.events - (isOwn ? 1 : 0)
      guard others > 0, group.names.count == 2 else { return nil }
      return SuggestionGroup(
        changeClass: group.changeClass, principal: group.names[0], action: group.names[1], events: others)
    }
  }
}

/// The policies of an explanation: a snapshot with perhaps some changes.
struct ExplainedPolicies: Sendable {
  let snapshot: PolicySnapshot
  let changes: [PolicyChange]
  let options: Differ.Options
  /// The snapshot under the changes.
  let candidate: PolicySnapshot

  /// A comparison of these policies with the same under further changes.
  func differ(adding others: [PolicyChange]) throws(SnapshotError) -> Differ {
    var options = options
    for change in others where change.isNewAt(candidate) { options.newTargets.insert(change.targetText) }
    if changes.isEmpty { return try Differ(baseline: snapshot, changes: others, options: options) }
    let old = ReplayPolicies(snapshot: snapshot, changes: changes)
    let new = ReplayPolicies(snapshot: snapshot, changes: changes + others)
    return try Differ(from: old, to: new, options: options)
  }
}

extension PolicyChange {
  /// Whether nothing stands at the target: a policy with a name of its own.
  fileprivate func isNewAt(_ snapshot: PolicySnapshot) -> Bool {
    switch target {
    case .identity, .scp, .rcp: snapshot.standing(at: target).isEmpty
    case .boundary, .managed, .resource, .vpcEndpoint: false
    }
  }
}
