public import AuditStore
import IAMPolicy

/// Explains recorded events and typed requests under a policy snapshot, with or without changes.
public struct Explainer {
  let differ: Differ
  let hasChanges: Bool
  let policies: ExplainedPolicies
  /// Whether to look for the last time that what was denied was allowed, and for what else a suggestion opens.
  public var looksBack = true
  /// Whether to count what else a suggestion opens in a log of any size.
  public var countsAllEffects = false
  /// Whether events are passed over there that the statements of a suggestion cannot change, which alters no count.
  var passesOver = true
  /// In how many events that is counted without being asked for.
  var quickEvents = 200_000

  /// Prepares the policies.
  ///
  /// - Throws: `SnapshotError` when a change does not fit the snapshot.
  public init(
    snapshot: PolicySnapshot, changes: [PolicyChange] = [], options: Differ.Options = Differ.Options()
  ) throws(SnapshotError) {
    differ = try Differ(baseline: snapshot, changes: changes, options: options)
    hasChanges = !changes.isEmpty
    policies = ExplainedPolicies(
      snapshot: snapshot, changes: changes, options: options, candidate: differ.evaluator.candidate.snapshot)
  }

  /// What there is to say of the events with an id, one for each receiving account.
  ///
  /// Behind a record that another one stands for comes that one, because it holds the answer: behind the resource
  /// owner's copy the caller's event, and behind a correction the event that it corrects.
  /// - Throws: `StoreError` when the database cannot be read.
  public func explain(
    eventID: String, in database: borrowing AuditDatabase
  ) throws -> [EventExplanation] {
    let found = try database.events(meantBy: eventID)
    return try explain(found.events, found.id, database)
  }

  func explain(
    _ events: [StoredEvent], _ eventID: String, _ database: borrowing AuditDatabase
  ) throws -> [EventExplanation] {
    var found: [EventExplanation] = []
    var rows = Set<Int>()
    let amendments = try Amendments(database)
    for stored in events where rows.insert(stored.row.id).inserted {
      let call = try self.call(stored, amendments, database)
      let own = try explain(call, eventID, amendments, database)
      found.append(own)
      guard let other = own.callerEvent ?? own.originalEvent, rows.insert(other.row).inserted,
        let stored = try database.event(inRow: other.row)
      else { continue }
      let standing = try self.call(stored, amendments, database)
      found.append(try explain(standing, other.id ?? "", amendments, database))
    }
    return found
  }

  private func call(
    _ stored: StoredEvent, _ amendments: Amendments, _ database: borrowing AuditDatabase
  ) throws -> RecordedCall {
    var call = try RecordedCall(stored, amendments, database)
    guard call.derived.eventClass == .ownerCopy || call.derived.eventClass == .network else { return call }
    call.standing = try RepeatedRecords.standing(forRow: stored.row.id, amendments, database)
    return call
  }

  private func explain(
    _ call: RecordedCall, _ id: String, _ amendments: Amendments, _ database: borrowing AuditDatabase
  ) throws -> EventExplanation {
    var result = EventExplanation(event: ExplainedEvent(call, id))
    result.requests = requests(of: call)
    combine(&result, call.derived)
    result.contradictions =
      Contradictions(
        call, result.requests, hasPolicies: differ.hasPolicies
      ).sentences
    result.assumptions =
      [differ.with(managersInLog: call.managersInLog).managementAssumption].compactMap { $0 }
      + differ.assumedKeys(call.identity.session.policySet)
      + (try database.unfinishedIngests().map { $0.sentence })
    result.roleTags = call.facts.identity.caller.map { differ.baseline.roleTags(of: $0) } ?? [:]
    if isDenied(call, result.decision) {
      result.whyNotSearched = whyNotSearched(call)
      if result.whyNotSearched == nil {
        result.whyNotCounted = try whyNotCounted(database)
        result.suggestions = try suggestions(
          for: call, result.requests, countsEffects: result.whyNotCounted == nil, database)
        if result.suggestions?.isEmpty != false { result.whyNotCounted = nil }
      }
    }
    try addOthers(to: &result, call, id, database)
    try addAllowedBefore(to: &result, call, amendments, database)
    return result
  }

  /// Adds the other records of the same call.
  private func addOthers(
    to result: inout EventExplanation, _ call: RecordedCall, _ id: String, _ database: borrowing AuditDatabase
  ) throws {
    if let row = call.standing {
      result.callerEvent = SeenEvent(
        row: row, id: try database.eventID(ofRow: row), time: try database.event(inRow: row)?.row.time)
    }
    result.originalEventID = try database.originalEventID(ofAmendment: call.stored.row.id)
    if let original = result.originalEventID {
      result.originalEvent = try database.events(withID: original).first.map {
        SeenEvent(row: $0.row.id, id: original, time: $0.row.time)
      }
    }
    guard let corrected = call.corrected else { return }
    result.corrected = corrected.members
    result.amendments = try corrected.amendments.filter { $0 != call.stored.row.id }.map { row in
      SeenEvent(
        row: row, id: try database.eventID(ofRow: row), time: try database.event(inRow: row)?.row.time)
    }
  }

  private func requests(of call: RecordedCall) -> [RequestExplanation] {
    guard let (asked, policies) = asked(call, by: differ) else { return [] }
    let derived = asked.derived
    return derived.requests.indices.map { index in
      let own = derived.requests[index]
      var explained = explain(
        asked.request(index), session: policies, endpoint: asked.endpoint,
        coversMany: own.state == .listwild, evidence: derived.evidence(for: index))
      explained.certainty = own.certainty
      explained.state = own.state
      explained.isNamed = derived.deniedRequest == index
      return explained
    }
  }

  /// A call as a comparison asks for it, with the policies of its session; nil without a caller.
  func asked(_ call: RecordedCall, by differ: Differ) -> (call: AskedCall, session: PolicySet?)? {
    var derived = call.derived
    for index in derived.requests.indices {
      derived.requests[index].context = derived.requests[index].context.flatMap {
        $0.resolved(differ.conditionKeys)
      }
    }
    let differ = differ.with(managersInLog: call.managersInLog)
    return AskedCall(differ, call.facts, derived, of: call.identity.tags, isWhole: true).map {
      ($0, call.identity.session.policySet)
    }
  }

  /// One request under the changes, and beside it without them.
  func explain(
    _ request: AuthorizationRequest, session: PolicySet?, endpoint: String?, coversMany: Bool = false,
    evidence: Evidence? = nil
  ) -> RequestExplanation {
    let after = differ.evaluator.candidate.policies(
      for: request, session: session, endpoint: endpoint, coversMany: coversMany)
    let before = differ.evaluator.baseline.policies(
      for: request, session: session, endpoint: endpoint, coversMany: coversMany)
    let explanation = Evaluator.explain(request, after)
    lazy var comparison = Evaluator.compare(request, baseline: before, candidate: after, evidence: evidence)
    return RequestExplanation(
      explanation: explanation,
      before: hasChanges ? Evaluator.explain(request, before) : nil, certainty: nil, state: nil,
      touched: Set(differ.changes(between: before, after).map { differ.changes[$0].targetText }),
      isNamed: false,
      givenRecord: evidence.flatMap { evidence in
        explanation.decision.possible.count > 1
          ? GivenRecord(comparison, evidence: evidence, than: explanation.decision) : nil
      },
      mayBeLost: hasChanges && evidence?.isAllowed == true && comparison.pairs.mayLose)
  }

  /// All requests decide the call; of one that AWS allowed it allowed those that were perhaps made as well, if they were.
  private func combine(_ result: inout EventExplanation, _ derived: DerivedEvent) {
    guard !result.requests.isEmpty else { return }
    let isAllowed = derived.record == .allowed
    let certain = result.requests.filter { $0.certainty == .certain }
    let before = isAllowed && !certain.isEmpty ? certain : result.requests
    let after =
      isAllowed ? before + result.requests.filter { $0.certainty != .certain && $0.mayBeLost } : before
    result.decision = .combining(after.map { $0.part($0.explanation.decision) })
    guard hasChanges else { return }
    result.decisionBefore = .combining(
      before.compactMap { request in request.before.map { request.part($0.decision) } })
  }
}

extension GivenRecord {
  /// What the record leaves of a decision; nil where it contradicts the policies or leaves as much as there was.
  fileprivate init?(_ comparison: Comparison, evidence: Evidence, than decision: Decision) {
    possible = Set(comparison.pairs.map { $0.candidate })
    guard !possible.isEmpty, possible.count < decision.possible.count else { return nil }
    dependsOn = possible.count > 1 ? comparison.dependsOn : []
    self.evidence =
      evidence.isAllowed
      ? "AWS allowed it" : "AWS denied it" + (evidence.layer.map { " by \($0.withArticle)" } ?? "")
  }
}

extension ExplainedEvent {
  fileprivate init(_ call: RecordedCall, _ id: String) {
    self.init(
      id: id, time: call.stored.row.time, source: call.service, name: call.name, region: call.facts.region,
      account: call.account, place: "\(call.stored.path)#\(call.stored.recordNumber)",
      caller: call.caller?.words ?? call.facts.identity.principal,
      role: call.facts.identity.caller?.roleARN,
      eventClass: call.derived.eventClass, recorded: call.derived.recorded, errorCode: call.errorCode,
      errorMessage: call.errorMessage, session: call.session?.sentences ?? [],
      whyNotReplayed: call.whyNotReplayed)
  }
}

extension RecordedCall {
  /// The caller, of one who showed an assertion by the provider that the call names.
  fileprivate var caller: Caller? {
    derived.assertionProvider.flatMap { facts.caller(through: $0) } ?? facts.identity.caller
  }

  fileprivate var whyNotReplayed: String {
    switch derived.eventClass {
    case .ownerCopy: OwnersCopy(stored.json).whyNotReplayed(hasOther: standing != nil)
    case .permissionless where derived.recorded == .denied:
      EventClass.whyDeniedWithoutPermission(by: derived.layer.map { _ in derived.saidOfDenial })
    default: derived.eventClass.whyNotReplayed
    }
  }
}

extension Caller {
  /// The role of a session, where its ARN is known.
  fileprivate var roleARN: String? {
    if case .session(let session) = self { session.roleARN } else { nil }
  }
}
