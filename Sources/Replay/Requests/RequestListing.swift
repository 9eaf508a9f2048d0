public import AuditStore
import CloudTrail
import IAMPolicy
import JSON

/// Lists the authorization requests that were derived from the events of a database, one JSON object each.
public struct RequestListing: Sendable {
  private let filter: RequestFilter
  private let contextKeys = ContextKeyTable()

  /// Makes a listing of what a filter lets pass.
  public init(filter: RequestFilter = RequestFilter()) { self.filter = filter }

  /// Lends one line of JSON for each request that may be meant, and one for each event that is not replayed.
  ///
  /// Lines are made on all processors, those of some events at a time, and lent in the order of ingest.
  /// - Returns: the filters that nothing in the log passes, in sentences.
  /// - Throws: `StoreError`, or what `body` throws.
  @discardableResult
  public func write(
    _ database: borrowing AuditDatabase, window: TimeWindow, _ body: (String) throws -> Void
  ) throws -> [String] {
    let events = try RecordedEvents(database)
    let applied = filter.isOpen ? nil : AppliedFilter(filter, events)
    var ids = try database.eventIDs()
    var waiting: [Listed] = []
    func flush() throws {
      for line in lines(of: waiting, events) { try body(line) }
      waiting.removeAll(keepingCapacity: true)
    }
    let accepts = applied.map { applied in { applied.accepts($0, events) } }
    try events.scan(database, in: window, passing: accepts) { row, isRepeated in
      guard applied?.accepts(row, events) ?? true else { return }
      waiting.append(Listed(row: row, id: try ids.id(ofRow: row.id), isRepeated: isRepeated))
      if waiting.count == Self.eventsAtOnce { try flush() }
    }
    try flush()
    return try UnmatchedFilters(filter, events).sentences()
  }

  /// So many that the processors rarely wait for one another, and few enough for their lines to take little memory.
  private static let eventsAtOnce = 4_096

  /// An event whose lines are to be made.
  private struct Listed {
    var row: EventRow
    var id: String?
    /// Whether another record stands for its call.
    var isRepeated: Bool
  }

  private func lines(of listed: [Listed], _ events: RecordedEvents) -> [String] {
    ParallelMap.run(listed.count, size: 64) {
      ListedKeys(table: contextKeys)
    } _: { keys, number in
      lines(of: listed[number], events, &keys)
    }.flatMap { $0 }
  }

  private func lines(of event: Listed, _ events: RecordedEvents, _ keys: inout ListedKeys) -> [String] {
    let row = event.row
    guard var derived = events.derived(row) else { return [] }
    if event.isRepeated { derived.requests = [] }
    let identity = events.identity(row)
    let head = [
      ("eventID", Self.text(event.id)), ("eventTime", Self.text(row.time.map { EventTime.text($0) })),
      ("principal", .string(identity.facts.principal)), ("principalType", .string(identity.facts.type)),
    ]
    if derived.requests.isEmpty { return filter.takesExcluded ? [line(head, derived)] : [] }
    let facts = stated(
      events.facts(row, time: row.time ?? 0).context(by: RecordCoverage(derived.eventClass))
        + identity.context,
      before: identity.facts.caller?.impliedContext ?? [])
    return derived.requests.filter { filter.mayAccept($0) }.map {
      line(head, derived, $0, facts, keys.keys(of: $0.action))
    }
  }

  /// The facts that the record states, and of those that the caller implies the others.
  private func stated(_ facts: [ContextFact], before implied: [ContextFact]) -> [ContextFact] {
    let keys = Set(facts.map { $0.key })
    return facts + implied.filter { !keys.contains($0.key) }
  }

  private func line(_ head: [(String, JSONValue)], _ derived: DerivedEvent) -> String {
    JSONValue.object(head + decision(derived) + [("class", .string(derived.eventClass.name))]).text() + "\n"
  }

  private func line(
    _ head: [(String, JSONValue)], _ derived: DerivedEvent, _ request: DerivedRequest,
    _ facts: [ContextFact], _ listed: [String]
  ) -> String {
    var members = head
    members.append(("action", .string(request.action)))
    members.append(("resource", request.state == .unknown ? JSONValue(.null) : .string(request.resource)))
    members.append(("resourceState", .string("\(request.state)")))
    members.append(("certainty", .string("\(request.certainty)")))
    members.append(("resourceAccount", Self.text(request.resourceAccount)))
    members += decision(derived)
    members.append(("class", .string(derived.eventClass.name)))
    return JSONValue.object(members + context(request, facts, listed)).text() + "\n"
  }

  private func decision(_ derived: DerivedEvent) -> [(String, JSONValue)] {
    var members: [(String, JSONValue)] = [("recordedDecision", .string("\(derived.recorded)"))]
    if let layer = derived.layer { members.append(("recordedLayer", .string("\(layer)"))) }
    if let policy = derived.policyARN { members.append(("policyARN", .string(policy))) }
    return members
  }

  /// The context by state; what no rule tells is unknown.
  ///
  /// - Parameter listed: the keys that are told of, in order.
  private func context(
    _ request: DerivedRequest, _ facts: [ContextFact], _ listed: [String]
  ) -> [(String, JSONValue)] {
    var known: [(String, JSONValue)] = []
    var absent: [String] = []
    var told: [String] = []
    let account = [request.resourceAccountContext].compactMap { $0 } + request.bucketContext
    // Of several facts on a key the first that settles it counts.
    let lacking = ServiceKeys.absent(from: request.action)
    let open = Set(request.context.lazy.filter { $0.value == .unknown }.map { $0.key })
    for fact in (lacking + request.context + account + facts).sorted(by: { $0.key < $1.key })
    where fact.key != told.last && !open.contains(fact.key) {
      switch fact.value {
      case .known(let values):
        known.append((fact.key, values.count == 1 ? .string(values[0]) : .array(values.map { .string($0) })))
      case .absent: absent.append(fact.key)
      case .present, .unknown, .oneOf: continue
      }
      told.append(fact.key)
    }
    let unknown = Self.difference(listed, told)
    return [
      ("context", .object(known)), ("absent", .array(absent.map { .string($0) })),
      ("unknown", .array(unknown.map { .string($0) })),
    ]
  }

  /// The texts of one list in order that another one does not hold.
  private static func difference(_ texts: [String], _ others: [String]) -> [String] {
    var rest = others[...]
    return texts.filter { text in
      rest = rest.drop { $0 < text }
      return rest.first != text
    }
  }

  private static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? JSONValue(.null) }
}

/// The keys that the requests of an action are described with, each list made once for some events at a time.
private struct ListedKeys {
  let table: ContextKeyTable
  private var known: [String: [String]] = [:]

  init(table: ContextKeyTable) { self.table = table }

  /// The keys in order.
  mutating func keys(of action: String) -> [String] {
    if let known = known[action] { return known }
    let keys = Set(DescribedKeys.names + table.keys(of: action)).sorted()
    known[action] = keys
    return keys
  }
}

/// The global condition keys that a derived request is described with.
enum DescribedKeys {
  /// Lower-case names; a final `*` stands for all keys that begin so.
  static let names = [
    "aws:calledvia", "aws:calledviafirst", "aws:calledvialast", "aws:chatbotsourcearn", "aws:currenttime",
    "aws:epochtime", "aws:ec2instancesourceprivateipv4", "aws:ec2instancesourcevpc", "aws:federatedprovider",
    "aws:multifactorauthage", "aws:multifactorauthpresent", "aws:principalaccount", "aws:principalarn",
    "aws:principalorgid", "aws:principalorgpaths", "aws:principaltag/*", "aws:principaltype", "aws:referer",
    "aws:requestedregion", "aws:requesttag/*", "aws:resourceaccount", "aws:resourceorgid",
    "aws:resourceorgpaths", "aws:resourcetag/*", "aws:securetransport", "aws:signinsessionarn",
    "aws:sourceaccount", "aws:sourcearn", "aws:sourceidentity", "aws:sourceip", "aws:sourceorgid",
    "aws:sourceorgpaths", "aws:sourcevpc", "aws:sourcevpcarn", "aws:sourcevpce", "aws:tagkeys",
    "aws:tokenissuetime", "aws:useragent", "aws:userid", "aws:username", "aws:viaawsservice",
    "aws:vpceaccount", "aws:vpceorgid",
    "aws:vpceorgpaths", "aws:vpcsourceip",
  ]
}
