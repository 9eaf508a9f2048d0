import AuditStore
import IAMPolicy

/// What reports show of the single events of a group that one verdict does not tell, each looked up once.
struct CellDetails {
  /// A request at its place in a call of a kind, whoever asks.
  private struct SubjectKey: Hashable {
    var index: Int
    /// The number of what the values of a request depend on beside who asks.
    var asked: Int32
    var eventClass: EventClass
    var recorded: RecordedDecision
  }

  private struct AskerKey: Hashable {
    /// The number of the surroundings.
    var surroundings: Int32
    var coverage: RecordCoverage
  }

  /// A key of which no request says anything has one value for all requests of an asker.
  private struct AskerValueKey: Hashable {
    /// The key's index in `keys`.
    var key: Int
    var asker: AskerKey
  }

  private struct FactKey: Hashable {
    var verdict: Int
    var caller: Int32
    var endpoint: Int32
    var resources: [Int32]
    var actions: [Int32]
  }

  /// As many events' facts are kept, as each may have a resource of its own.
  private static let mostFacts = 1 << 14

  private let differ: Differ
  private let events: RecordedEvents
  private let projection: SurroundingProjection
  private let calls: CallNumbers
  private var keys: [String] = []
  private var askedNumbers = AskedNumbers()
  /// Surroundings with a key.
  private var looks = PairNumbering()
  /// Looks with what is asked: events of equal surroundings that ask for the same show the same values.
  private var places = PairNumbering()
  /// By the numbers of the places.
  private var values: [ExactText] = []
  private var askerValues: [AskerValueKey: ExactText] = [:]
  private var askers: [AskerKey: CallAsker?] = [:]
  private var subjects: [SubjectKey: CallSubjects] = [:]
  private var facts: [FactKey: [String]] = [:]
  private var owners: [Int32: String?] = [:]

  init(
    _ differ: Differ, _ events: RecordedEvents, _ projection: SurroundingProjection, _ calls: CallNumbers
  ) {
    self.differ = differ
    self.events = events
    self.projection = projection
    self.calls = calls
  }

  /// The value that an event's request has for a key, in words.
  ///
  /// - Parameter surroundings: the number of the cell's surroundings.
  mutating func value(
    of key: String, request index: Int, _ cell: EventCells.Cell, surroundings: Int32
  ) -> ExactText {
    let requests = events.calls.requests(of: cell.row.call)
    let asked = askedNumbers.number(requests[requests.startIndex + index], events.calls.resources, calls)
    let keyNumber = number(ofKey: key)
    let look = looks.number(surroundings, Int32(truncatingIfNeeded: keyNumber))
    let place = Int(places.number(look, asked))
    if place == values.count { values.append(newValue(keyNumber, index, cell, asked, surroundings)) }
    return values[place]
  }

  private mutating func number(ofKey key: String) -> Int {
    if let known = keys.firstIndex(of: key) { return known }
    keys.append(key)
    return keys.count - 1
  }

  private mutating func newValue(
    _ key: Int, _ index: Int, _ cell: EventCells.Cell, _ asked: Int32, _ surroundings: Int32
  ) -> ExactText {
    guard let call = events.calls.call(cell.row.call) else { return ExactText("") }
    let subject = SubjectKey(
      index: index, asked: asked, eventClass: call.eventClass, recorded: call.recorded)
    let known = subjects[subject] ?? events.derived(cell.row).map { CallSubjects(differ, $0) }
    subjects[subject] = known
    guard let known else { return ExactText("") }
    let own = AskerValueKey(
      key: key, asker: AskerKey(surroundings: surroundings, coverage: RecordCoverage(call.eventClass)))
    let request = known.requests[index]
    let isOfAsker = ![request.facts, request.after?.facts ?? []].contains { facts in
      facts.contains { $0.key == keys[key] }
    }
    if isOfAsker, let text = askerValues[own] { return text }
    let text = ExactText(
      asker(cell, own.asker).map { Self.value(of: keys[key], AskedCall($0, known, differ), index) } ?? "")
    if isOfAsker { askerValues[own] = text }
    return text
  }

  /// Who asks; prepared once.
  private mutating func asker(_ cell: EventCells.Cell, _ place: AskerKey) -> CallAsker? {
    if let known = askers[place] { return known }
    let asker = CallAsker(
      differ, events.facts(cell.row, time: cell.seen.lowerBound), place.coverage,
      of: events.identities.tags(cell.row.identity), isWhole: false)
    askers[place] = .some(asker)
    return asker
  }

  private static func value(of key: String, _ call: AskedCall, _ index: Int) -> String {
    let (sides, recorded) = (call.sides(index), call.recordedSides(index))
    let text = value(of: key, sides.before, recorded.before)
    guard let restated = sides.after else { return text }
    let after = value(of: key, restated, recorded.after ?? recorded.before)
    return text == after ? text : "\(text), then \(after)"
  }

  private static func value(
    of key: String, _ request: AuthorizationRequest, _ recorded: AuthorizationRequest
  ) -> String {
    let text = ComparedValue.text(of: key, in: request)
    return text == ComparedValue.text(of: key, in: recorded) ? text : text + " (assumed)"
  }

  /// The names of the unknown facts that a change hinges on for one event: its own resources, caller and VPC endpoint.
  ///
  /// Evaluation shares its answer among them, so that only here a policy is that of one.
  ///
  /// - Parameters:
  ///   - dependsOn: what the event's verdict hinges on, by request.
  ///   - verdict: a number for the verdict.
  mutating func facts(
    _ cell: EventCells.Cell, _ dependsOn: [(request: Int, facts: [String])], ofVerdict verdict: Int
  ) -> [String] {
    if dependsOn.isEmpty { return [] }
    let requests = events.calls.requests(of: cell.row.call)
    let own = dependsOn.map { requests[requests.startIndex + $0.request] }
    let (rows, actions) = (own.map { $0.resource }, own.map { $0.action })
    let surroundings = projection.surroundings(cell.row, time: cell.seen.lowerBound)
    let caller = surroundings.identity
    let place = FactKey(
      verdict: verdict, caller: caller, endpoint: surroundings.endpoint, resources: rows, actions: actions)
    if let known = facts[place] { return known }
    let owner = owners[caller] ?? self.owner(cell.row)
    owners[caller] = .some(owner)
    let endpoint = events.facts(cell.row, time: cell.seen.lowerBound).vpcEndpoint
    var found: Set<ExactText> = []
    for (index, names) in dependsOn.enumerated() {
      let resource = events.calls.resources[Int(rows[index])]
      for name in names.facts {
        let name = PerhapsMade.named(resource.renamed(name), by: events.calls.action(actions[index]))
        found.insert(ExactText(PolicyDependency.named(name, caller: owner, endpoint: endpoint)))
      }
    }
    // Facts of several places may have one name.
    let names = Set(found.map { ExactText(PolicyFact.name(of: $0.text, differ.changes)) }).sorted().map {
      $0.text
    }
    if facts.count >= Self.mostFacts { facts.removeAll(keepingCapacity: true) }
    facts[place] = names
    return names
  }

  private func owner(_ row: EventRow) -> String? {
    events.identity(row).facts.caller.flatMap { differ.evaluator.baseline.callerIdentity($0).unknownOwner }
  }
}

/// Numbers for what the values of a request depend on beside who asks.
private struct AskedNumbers {
  private var actions = PairNumbering()
  private var resources = PairNumbering()
  private var both = PairNumbering()

  mutating func number(
    _ request: RecordedCalls.Request, _ known: RecordedResources, _ calls: CallNumbers
  ) -> Int32 {
    let (row, action) = (
      Int(request.resource), actions.number(request.action, calls.context(request.context))
    )
    guard known.indices.contains(row) else { return both.number(action, -1) }
    return both.number(
      action,
      resources.number(Int32(truncatingIfNeeded: known.state(row).rawValue), known.accountNumber(row)))
  }
}

extension RecordedResources.Resource {
  /// The name of a policy that a request's resource has, with the resource's ARN; any other name as it is.
  fileprivate func renamed(_ name: String) -> String {
    guard state != .unknown, name == "policy:resource" || name == "policy:trust" else { return name }
    let owner = ResourcePolicyServices.owner(of: text)
    // What is not known is the policy of the bucket behind it.
    if ResourcePolicyServices.isAccessPoint(ARNFields(owner)) { return name }
    return (ARNFields(owner).service == "iam" ? "policy:trust:" : "policy:resource:") + owner
  }
}
