import AuditStore
import IAMPolicy

/// What reports show of the single events of a group that one verdict does not tell, each looked up once.
struct CellDetails {
  private struct FactKey: Hashable {
    var verdict: Int
    var caller: Int32
    var endpoint: Int32
    var resources: [Int32]
    var actions: [Int32]
  }

  /// As many events' facts are kept, as each may have a resource of its own.
  private static let mostFacts = 1 << 14

  /// Where the details stand; one object, of which a call copies nothing.
  private final class Source: Sendable {
    let differ: Differ
    let events: RecordedEvents
    let projection: SurroundingProjection
    let calls: CallNumbers

    init(
      _ differ: Differ, _ events: RecordedEvents, _ projection: SurroundingProjection, _ calls: CallNumbers
    ) {
      self.differ = differ
      self.events = events
      self.projection = projection
      self.calls = calls
    }
  }

  private let source: Source
  private var keys: [String] = []
  private var askedNumbers = AskedNumbers()
  /// Surroundings with a key.
  private var looks = PairNumbering()
  /// Looks with what is asked: events of equal surroundings that ask for the same show the same values.
  private var places = PairNumbering()
  /// The words for them by the numbers of the places.
  private var values: [Int32] = []
  /// Looks, each with how much the record covers.
  private var askerLooks = PairNumbering()
  /// By their numbers the words for a key of which no request says anything: it has one value for all of an asker.
  private var askerValues: [Int32?] = []
  /// Surroundings, each with how much the record covers.
  private var askerPlaces = PairNumbering()
  /// By their numbers; nil for one without a caller.
  private var askers: [CallAsker?] = []
  /// What is asked in calls with one head, and the same by a request's place among those of its call.
  private var askedOf = (heads: PairNumbering(), places: PairNumbering())
  /// By the numbers of the latter; nil for a call that is not there.
  private var subjects: [CallSubjects?] = []
  /// A subject with a key.
  private var subjectKeys = PairNumbering()
  /// By their numbers whether the request says something of the key, whoever asks.
  private var isMentioned: [Bool] = []
  private var facts: [FactKey: [Int32]] = [:]
  private var owners: [Int32: String?] = [:]

  init(
    _ differ: Differ, _ events: RecordedEvents, _ projection: SurroundingProjection, _ calls: CallNumbers
  ) {
    source = Source(differ, events, projection, calls)
  }

  /// The number of the words for the value that an event's request has for a key; those are empty for a request that is not
  /// there.
  ///
  /// - Parameter surroundings: the number of the cell's surroundings.
  mutating func value(
    of key: String, request index: Int, _ cell: EventCells.Cell, surroundings: Int32,
    in words: inout Numbering<ExactText>
  ) -> Int32 {
    guard let request = source.events.calls.request(index, of: cell.row.call) else {
      return words.number(ExactText(""))
    }
    let asked = askedNumbers.number(request, source.events.calls.resources, source.calls)
    let keyNumber = number(ofKey: key)
    let look = looks.number(surroundings, Int32(truncatingIfNeeded: keyNumber))
    let place = Int(places.number(look, asked))
    if place == values.count {
      values.append(
        newValue(keyNumber, index, cell, asked: asked, look: look, surroundings: surroundings, in: &words))
    }
    return values[place]
  }

  private mutating func number(ofKey key: String) -> Int {
    if let known = keys.firstIndex(of: key) { return known }
    keys.append(key)
    return keys.count - 1
  }

  private mutating func newValue(
    _ key: Int, _ index: Int, _ cell: EventCells.Cell, asked: Int32, look: Int32, surroundings: Int32,
    in words: inout Numbering<ExactText>
  ) -> Int32 {
    let subject = subject(index, cell, asked)
    guard let call = source.events.calls.call(cell.row.call), let known = subjects[Int(subject)] else {
      return words.number(ExactText(""))
    }
    let coverage = RecordCoverage(call.eventClass)
    let own = Int(askerLooks.number(look, coverage.number))
    if own == askerValues.count { askerValues.append(nil) }
    let isOfAsker = !mentions(keys[key], key, known.requests[index], subject)
    if isOfAsker, let value = askerValues[own] { return value }
    let asker = asker(cell, surroundings, coverage)
    let value = words.number(
      ExactText(asker.map { Self.value(of: keys[key], AskedCall($0, known, source.differ), index) } ?? ""))
    if isOfAsker { askerValues[own] = value }
    return value
  }

  /// The number of a request at its place in a call of a kind, whoever asks.
  private mutating func subject(_ index: Int, _ cell: EventCells.Cell, _ asked: Int32) -> Int32 {
    let head = askedOf.heads.number(asked, source.events.calls.headNumber(cell.row.call))
    let subject = askedOf.places.number(head, Int32(truncatingIfNeeded: index))
    if Int(subject) == subjects.count {
      subjects.append(source.events.derived(cell.row).map { CallSubjects(source.differ, $0) })
    }
    return subject
  }

  /// Whether a request says something of a key, on either side.
  private mutating func mentions(
    _ name: String, _ key: Int, _ request: CallSubjects.Subject, _ subject: Int32
  ) -> Bool {
    let place = Int(subjectKeys.number(subject, Int32(truncatingIfNeeded: key)))
    if place == isMentioned.count {
      isMentioned.append(
        [request.facts, request.after?.facts ?? []].contains { facts in facts.contains { $0.key == name } })
    }
    return isMentioned[place]
  }

  /// Who asks; prepared once.
  private mutating func asker(
    _ cell: EventCells.Cell, _ surroundings: Int32, _ coverage: RecordCoverage
  ) -> CallAsker? {
    let place = Int(askerPlaces.number(surroundings, coverage.number))
    if place == askers.count {
      askers.append(
        CallAsker(
          source.differ, source.events.facts(cell.row, time: cell.seen.lowerBound), coverage,
          of: source.events.identities.tags(cell.row.identity), isWhole: false))
    }
    return askers[place]
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

  /// The numbers of the words for the unknown facts that a change hinges on for one event, with the names of its own
  /// resources, caller and VPC endpoint.
  ///
  /// Evaluation shares its answer among them, so that only here a policy is that of one.
  ///
  /// - Parameters:
  ///   - dependsOn: what the event's verdict hinges on, by request.
  ///   - verdict: a number for the verdict.
  mutating func facts(
    _ cell: EventCells.Cell, _ dependsOn: [(request: Int, facts: [String])], ofVerdict verdict: Int,
    in words: inout Numbering<ExactText>
  ) -> [Int32] {
    if dependsOn.isEmpty { return [] }
    let requests = source.events.calls.requests(of: cell.row.call)
    let own = dependsOn.map { requests[requests.startIndex + $0.request] }
    let (rows, actions) = (own.map { $0.resource }, own.map { $0.action })
    let surroundings = source.projection.surroundings(cell.row, time: cell.seen.lowerBound)
    let caller = surroundings.identity
    let place = FactKey(
      verdict: verdict, caller: caller, endpoint: surroundings.endpoint, resources: rows, actions: actions)
    if let known = facts[place] { return known }
    let owner = owners[caller] ?? self.owner(cell.row)
    owners[caller] = .some(owner)
    let endpoint = source.events.facts(cell.row, time: cell.seen.lowerBound).vpcEndpoint
    var found: Set<ExactText> = []
    for (index, names) in dependsOn.enumerated() {
      let resource = source.events.calls.resources[Int(rows[index])]
      for name in names.facts {
        let name = PerhapsMade.named(resource.renamed(name), by: source.events.calls.action(actions[index]))
        found.insert(ExactText(PolicyDependency.named(name, caller: owner, endpoint: endpoint)))
      }
    }
    // Facts of several places may have one name.
    let names = Set(found.map { ExactText(PolicyFact.name(of: $0.text, source.differ.changes)) }).sorted().map
    {
      words.number($0)
    }
    if facts.count >= Self.mostFacts { facts.removeAll(keepingCapacity: true) }
    facts[place] = names
    return names
  }

  private func owner(_ row: EventRow) -> String? {
    source.events.identity(row).facts.caller.flatMap {
      source.differ.evaluator.baseline.callerIdentity($0).unknownOwner
    }
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
