import AuditStore
import IAMPolicy

/// A group of events as it is decided: its requests with the policies of both sides.
struct AskedGroup {
  /// A request that has a part in the decision.
  struct Request {
    let index: Int
    let asked: AskedRequest
    /// Whether it was only possibly made.
    let isOptional: Bool
  }

  let call: AskedCall
  /// The session policies, without the texts of managed ones; nil for none.
  let session: PolicySet?
  /// Whether changes may allow a denied check of the event that none of its requests is.
  let mayBeLifted: Bool
  let requests: [Request]

  /// The changes, by their places, whose files hold policies that take part on the candidate side; nil where no changed
  /// policy takes part in any of the requests.
  let changes: [Int]?

  /// How the sides decide the requests.
  func comparisons(_ cache: inout EvaluationCache) -> [Int: RequestComparison] {
    var comparisons: [Int: RequestComparison] = [:]
    for request in requests {
      comparisons[request.index] = RequestComparison(
        of: request.asked, evidence: call.derived.evidence(for: request.index),
        isOptional: request.isOptional, cache: &cache)
    }
    return comparisons
  }
}

/// Puts groups of events together from what many of them share, each part once.
struct AskedParts: Sendable {
  /// Something that both sides have, and whether it differs.
  private struct Sides<Part: Equatable & Sendable>: Sendable {
    let before: Part
    let after: Part
    let isTouched: Bool
    /// The changes whose files hold policies of the candidate's part, by their places.
    let changes: [Int]

    init(_ differ: Differ, _ part: (PolicyResolver) -> Part, _ policies: (Part) -> AppliedPolicies) {
      before = part(differ.evaluator.baseline)
      after = part(differ.evaluator.candidate)
      isTouched = before != after
      changes = differ.changes(heldBy: policies(after))
    }
  }

  /// The caller with the keys that the statements for a call look at.
  private struct AskerKey: Hashable {
    var surroundings: Int32
    var sight: Int32
    var coverage: RecordCoverage
  }

  /// A call with the policies of its resources.
  private struct Subjects: Sendable {
    let subjects: CallSubjects
    let decisive: [Int]
    let mayBeLifted: Bool
    /// In the order of `decisive`.
    let layers: [Sides<ResourceLayers>]
  }

  private let events: RecordedEvents
  private let surroundings: [EventProjection.Surroundings]
  private var askers: [AskerKey: CallAsker?] = [:]
  private var callers: [Int32: Sides<CallerLayers>] = [:]
  private var calls: [Int32: Subjects?] = [:]
  private var endpoints: [String?: Sides<PolicySet?>] = [:]

  init(_ events: RecordedEvents, _ surroundings: [EventProjection.Surroundings]) {
    self.events = events
    self.surroundings = surroundings
  }

  /// The first event of a group; nil for one that cannot be asked.
  mutating func asked(
    _ key: CellGroups.Key, _ cell: EventCells.Cell, _ differ: Differ
  ) -> AskedGroup? {
    guard let call = subjects(key.call, cell, differ), let asker = asker(key, call, cell, differ),
      let caller = callerLayers(surroundings[Int(key.surroundings)].identity, asker, cell, differ)
    else { return nil }
    let asked = AskedCall(asker, call.subjects, differ)
    let endpoint = endpointLayer(asker.endpoint, differ)
    let derived = call.subjects.derived
    var changes: Set<Int> = []
    let requests = zip(call.decisive, call.layers).map { index, layers in
      let request = asked.request(index)
      let isAlone = request.options.asksEndpointAlone
      let (before, after) = (
        AppliedPolicies(
          of: caller.before, on: layers.before, through: endpoint.before, asksEndpointAlone: isAlone),
        AppliedPolicies(
          of: caller.after, on: layers.after, through: endpoint.after, asksEndpointAlone: isAlone)
      )
      // Where the endpoint alone is asked, most of the layers have no part.
      let isTouched =
        isAlone ? before != after : caller.isTouched || layers.isTouched || endpoint.isTouched
      if isTouched {
        changes.formUnion(
          isAlone ? differ.changes(heldBy: after) : caller.changes + layers.changes + endpoint.changes)
      }
      return AskedGroup.Request(
        index: index, asked: AskedRequest(request, before: before, after: after, isTouched: isTouched),
        isOptional: derived.requests[index].certainty != .certain)
    }
    return AskedGroup(
      call: asked, session: events.identities.sessionPolicies(cell.row.identity),
      mayBeLifted: call.mayBeLifted,
      requests: requests, changes: requests.contains { $0.asked.isTouched } ? changes.sorted() : nil)
  }

  private mutating func subjects(
    _ number: Int32, _ cell: EventCells.Cell, _ differ: Differ
  ) -> Subjects? {
    if let known = calls[number] { return known }
    let found = events.derived(cell.row).map { derived in
      let (subjects, decisive) = (CallSubjects(differ, derived), derived.decisiveRequests)
      return Subjects(
        subjects: subjects, decisive: decisive, mayBeLifted: derived.mayBeLifted(by: differ.changes),
        layers: decisive.map { index in
          Sides(differ) { side in
            side.layers(
              ofResource: subjects.requests[index].request,
              coversMany: derived.requests[index].state == .listwild)
          } _: {
            AppliedPolicies(rcps: $0.rcps, resource: $0.resource)
          }
        })
    }
    calls[number] = .some(found)
    return found
  }

  private mutating func asker(
    _ key: CellGroups.Key, _ call: Subjects, _ cell: EventCells.Cell, _ differ: Differ
  ) -> CallAsker? {
    let coverage = RecordCoverage(call.subjects.derived.eventClass)
    // Equal parts of surroundings may be parts of unequal ones to statements that look at other keys.
    let place = AskerKey(surroundings: key.surroundings, sight: key.sight, coverage: coverage)
    if let known = askers[place] { return known }
    let facts = events.facts(cell.row, time: cell.seen.lowerBound)
    let found = CallAsker(
      differ, facts, coverage, of: events.identity(cell.row).context, isWhole: false)
    askers[place] = .some(found)
    return found
  }

  private mutating func callerLayers(
    _ identity: Int32, _ asker: CallAsker, _ cell: EventCells.Cell, _ differ: Differ
  ) -> Sides<CallerLayers>? {
    if let known = callers[identity] { return known }
    let session = events.identities.sessionPolicies(cell.row.identity)
    let found = Sides(differ) { side in
      side.layers(ofCaller: asker.request.caller, session: session)
    } _: {
      AppliedPolicies(identity: $0.identity, boundary: $0.boundary, session: $0.session, scps: $0.scps)
    }
    callers[identity] = found
    return found
  }

  private mutating func endpointLayer(_ id: String?, _ differ: Differ) -> Sides<PolicySet?> {
    if let known = endpoints[id] { return known }
    let found = Sides(differ) { side in
      id.map { side.endpointPolicy($0) }
    } _: {
      AppliedPolicies(vpcEndpoint: $0)
    }
    endpoints[id] = found
    return found
  }
}

extension Differ {
  /// The changes whose files hold any of the policies, by their places.
  fileprivate func changes(heldBy policies: AppliedPolicies) -> [Int] {
    let files = Set(policies.all.compactMap { $0.file })
    return changes.indices.filter { index in changes[index].file.map { files.contains($0) } ?? false }
  }
}
