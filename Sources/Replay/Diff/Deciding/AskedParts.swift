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
    /// The changes, by their places, that bring or take policies that take part; nil where no changed policy takes part.
    let changes: [Int]?
  }

  let call: AskedCall
  /// The session policies, without the texts of managed ones; nil for none.
  let session: PolicySet?
  let requests: [Request]

  /// The changes of each request that a changed policy takes part in, by the request's index.
  var changes: [Int: [Int]] {
    requests.reduce(into: [:]) { changes, request in changes[request.index] = request.changes }
  }

  /// What was asked in a request, by its index; nil for one that has no part in the decision.
  func request(_ index: Int) -> AskedRequest? { requests.first { $0.index == index }?.asked }

  /// How the sides decide the requests.
  func comparisons(_ cache: inout EvaluationCache) -> [Int: RequestComparison] {
    var comparisons: [Int: RequestComparison] = [:]
    for request in requests {
      comparisons[request.index] = RequestComparison(
        of: request.asked, evidence: call.derived.evidence(for: request.index),
        denial: call.derived.perhapsDenied(request.index),
        isOptional: request.isOptional, cache: &cache)
    }
    return comparisons
  }
}

/// Puts groups of events together from what many of them share, each part once.
struct AskedParts: Sendable {
  /// Something that both sides have, and where it differs.
  final class Sides<Part: Sendable>: Sendable {
    let before: Part
    let after: Part
    let parts: PolicyParts
    /// The changes that bring or take policies of the part, by their places.
    let changes: [Int]

    init(
      _ differ: Differ, _ part: (PolicyResolver) -> Part, differing: (Part, Part) -> PolicyParts,
      _ policies: (Part) -> AppliedPolicies
    ) {
      before = part(differ.evaluator.baseline)
      after = part(differ.evaluator.candidate)
      parts = differing(before, after)
      changes = differ.changes(between: policies(before), policies(after))
    }
  }

  /// A call with the policies of its resources.
  struct Subjects: Sendable {
    let subjects: CallSubjects
    /// In the order of the call's requests.
    let layers: [Sides<ResourceLayers>]
  }

  /// Who called, with the keys that the statements for a call look at.
  struct Asker: Sendable {
    let asker: CallAsker
    let session: PolicySet?
  }

  let subjects: SharedParts<Subjects?>
  let askers: SharedParts<Asker?>
  let callers: SharedParts<Sides<CallerLayers>?>
  let endpoints: [String?: Sides<PolicySet?>]

  /// Makes the parts of all groups, on all processors.
  init(_ events: RecordedEvents, _ groups: CellGroups, _ cells: CellList, _ differ: Differ) {
    @Sendable func first(_ group: Int) -> EventCells.Cell { cells[groups.firsts[group]] }
    let subjects = SharedParts(groups.keys.map { ($0.call, 0) }) { group in
      Self.subjects(events.derived(first(group).row), differ)
    }
    let coverages = groups.indices.map { subjects[$0].map { RecordCoverage($0.subjects.derived.eventClass) } }
    // Equal parts of surroundings may be parts of unequal ones to statements that look at other keys.
    let sights = PairNumbering.numbers(groups.keys.map { ($0.surroundings, $0.sight) })
    let askers = SharedParts(zip(sights, coverages).map { ($0, $1?.number ?? -1) }) { group in
      coverages[group].flatMap { Self.asker(events, first(group), $0, differ) }
    }
    let identities = groups.keys.map { groups.surroundings[Int($0.surroundings)].identity }
    // A group without a call has no caller either.
    callers = SharedParts(groups.indices.map { (identities[$0], askers[$0] == nil ? 0 : 1) }) { group in
      askers[group].map { Self.callerLayers($0, differ) }
    }
    let endpoints = Set(askers.values.compactMap { $0 }.map { $0.asker.endpoint })
    self.endpoints = Dictionary(
      uniqueKeysWithValues: endpoints.map { ($0, Self.endpointLayer($0, differ)) })
    (self.subjects, self.askers) = (subjects, askers)
  }

  /// The first event of a group; nil for one that cannot be asked.
  func asked(_ group: Int, _ differ: Differ) -> AskedGroup? {
    guard let call = subjects[group], let own = askers[group], let caller = callers[group],
      let endpoint = endpoints[own.asker.endpoint]
    else { return nil }
    let asked = AskedCall(own.asker, call.subjects, differ)
    let derived = call.subjects.derived
    let requests = zip(derived.requests.indices, call.layers).map { index, layers in
      let sides = asked.sides(index)
      let isAlone = sides.before.options.asksEndpointAlone
      let (before, after) = (
        AppliedPolicies(
          of: caller.before, on: layers.before, through: endpoint.before, asksEndpointAlone: isAlone),
        AppliedPolicies(
          of: caller.after, on: layers.after, through: endpoint.after, asksEndpointAlone: isAlone)
      )
      // Where the endpoint alone is asked, most of the layers have no part.
      let parts: PolicyParts =
        isAlone ? (before == after ? [] : .all) : [caller.parts, layers.parts, endpoint.parts]
      lazy var changes =
        isAlone ? differ.changes(between: before, after) : caller.changes + layers.changes + endpoint.changes
      return AskedGroup.Request(
        index: index, asked: AskedRequest(sides, before: before, after: after, differing: parts),
        isOptional: derived.requests[index].certainty != .certain,
        changes: parts.isEmpty ? nil : Set(changes).sorted())
    }
    return AskedGroup(
      call: asked, session: own.session, requests: requests)
  }

  /// The requests of the first event of a group as they are decided under the baseline, in their order; nil for one that
  /// cannot be asked.
  func askedOfBaseline(
    _ group: Int, _ differ: Differ
  ) -> (derived: DerivedEvent, requests: [(request: AuthorizationRequest, policies: AppliedPolicies)])? {
    guard let call = subjects[group], let own = askers[group], let caller = callers[group],
      let endpoint = endpoints[own.asker.endpoint]
    else { return nil }
    let asked = AskedCall(own.asker, call.subjects, differ)
    let requests = call.layers.enumerated().map { index, layers in
      let request = asked.request(index)
      return (
        request,
        AppliedPolicies(
          of: caller.before, on: layers.before, through: endpoint.before,
          asksEndpointAlone: request.options.asksEndpointAlone)
      )
    }
    return (asked.derived, requests)
  }

  private static func subjects(_ derived: DerivedEvent?, _ differ: Differ) -> Subjects? {
    guard let derived else { return nil }
    let subjects = CallSubjects(differ, derived)
    return Subjects(
      subjects: subjects,
      layers: derived.requests.indices.map { index in
        Sides(differ) { side in
          side.layers(
            ofResource: subjects.requests[index].request,
            coversMany: derived.requests[index].state == .listwild)
        } differing: {
          $0.parts(differingFrom: $1)
        } _: {
          AppliedPolicies(rcps: $0.rcps, resource: $0.resource)
        }
      })
  }

  private static func asker(
    _ events: RecordedEvents, _ cell: EventCells.Cell, _ coverage: RecordCoverage, _ differ: Differ
  ) -> Asker? {
    let facts = events.facts(cell.row, time: cell.seen.lowerBound)
    let tags = events.identities.tags(cell.row.identity)
    return CallAsker(differ, facts, coverage, of: tags, isWhole: false).map {
      Asker(asker: $0, session: events.identities.sessionPolicies(cell.row.identity))
    }
  }

  private static func callerLayers(_ own: Asker, _ differ: Differ) -> Sides<CallerLayers> {
    Sides(differ) { side in
      side.layers(ofCaller: own.asker.request.caller, session: own.session)
    } differing: {
      $0.parts(differingFrom: $1)
    } _: {
      AppliedPolicies(identity: $0.identity, boundary: $0.boundary, session: $0.session, scps: $0.scps)
    }
  }

  private static func endpointLayer(_ id: String?, _ differ: Differ) -> Sides<PolicySet?> {
    Sides(differ) { side in
      id.map { side.endpointPolicy($0) }
    } differing: {
      $0 == $1 ? [] : .endpoint
    } _: {
      AppliedPolicies(vpcEndpoint: $0)
    }
  }
}

extension CallerLayers {
  fileprivate func parts(differingFrom other: CallerLayers) -> PolicyParts {
    if boundary != other.boundary { return .all }
    var parts: PolicyParts = []
    if identity != other.identity || session != other.session { parts.insert(.caller) }
    if scps != other.scps { parts.insert(.organization) }
    return parts
  }
}

extension ResourceLayers {
  fileprivate func parts(differingFrom other: ResourceLayers) -> PolicyParts {
    var parts: PolicyParts = []
    if rcps != other.rcps { parts.insert(.organization) }
    if resource != other.resource { parts.insert(.resource) }
    return parts
  }
}

extension AppliedPolicies {
  /// Whether a change brought any of the policies.
  fileprivate var holdsChange: Bool {
    identity.holdsChange || (boundary?.holdsChange ?? false) || (session?.holdsChange ?? false)
      || scps.contains { $0.policies.holdsChange } || rcps.contains { $0.policies.holdsChange }
      || (resource?.holdsChange ?? false) || (vpcEndpoint?.holdsChange ?? false)
  }
}

extension PolicySet {
  fileprivate var holdsChange: Bool { policies.contains { $0.change != nil } }
}

extension Differ {
  /// The changes that bring policies, or take them away, by their places.
  func changes(between before: AppliedPolicies, _ after: AppliedPolicies) -> [Int] {
    let hasRemovals = removed.contains { !$0.isEmpty }
    if !hasRemovals, !after.holdsChange { return [] }
    let (old, new) = (hasRemovals ? before.all : [], after.all)
    let brought = Set(new.compactMap { $0.change })
    return changes.indices.filter { index in
      changes[index].isRemoval
        ? removed[index].contains { old.contains($0) && !new.contains($0) }
        : brought.contains(changes[index].targetText)
    }
  }
}
