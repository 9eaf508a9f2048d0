public import AuditStore
import CloudTrail
import IAMPolicy
import JSON

/// Lists the authorization requests that were derived from the events of a database, one JSON object each.
public struct RequestListing {
  private let filter: RequestFilter
  private let contextKeys = ContextKeyTable()

  /// Makes a listing of what a filter lets pass.
  public init(filter: RequestFilter = RequestFilter()) { self.filter = filter }

  /// Lends one line of JSON for each request, and one for each event that is not replayed.
  ///
  /// - Throws: `StoreError`, or what `body` throws.
  public func write(
    _ database: borrowing AuditDatabase, window: TimeWindow, _ body: (String) throws -> Void
  ) throws {
    let events = try RecordedEvents(database)
    try events.scan(database, in: window) { row, isRepeated in
      guard var derived = events.derived(row) else { return }
      if isRepeated { derived.requests = [] }
      let identity = events.identity(row)
      let account = events.account(row)
      guard filter.accepts(principal: identity.facts.principal), filter.accepts(account: account) else {
        return
      }
      var head: [(String, JSONValue)] = [("eventID", Self.text(try database.eventID(ofRow: row.id)))]
      head.append(("eventTime", Self.text(row.time.map { EventTime.text($0) })))
      head.append(("principal", .string(identity.facts.principal)))
      head.append(("principalType", .string(identity.facts.type)))
      guard !derived.requests.isEmpty else {
        if filter.takesExcluded { try body(line(head, derived)) }
        return
      }
      let facts = stated(
        events.facts(row, time: row.time ?? 0).context(by: RecordCoverage(derived.eventClass))
          + identity.context,
        before: identity.facts.caller?.impliedContext ?? [])
      for request in derived.requests where filter.accepts(request) {
        try body(line(head, derived, request, facts))
      }
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
    _ head: [(String, JSONValue)], _ derived: DerivedEvent, _ request: DerivedRequest, _ facts: [ContextFact]
  ) -> String {
    var members = head
    members.append(("action", .string(request.action)))
    members.append(("resource", request.state == .unknown ? JSONValue(.null) : .string(request.resource)))
    members.append(("resourceState", .string("\(request.state)")))
    members.append(("certainty", .string("\(request.certainty)")))
    members.append(("resourceAccount", Self.text(request.resourceAccount)))
    members += decision(derived)
    members.append(("class", .string(derived.eventClass.name)))
    return JSONValue.object(members + context(request, facts)).text() + "\n"
  }

  private func decision(_ derived: DerivedEvent) -> [(String, JSONValue)] {
    var members: [(String, JSONValue)] = [("recordedDecision", .string("\(derived.recorded)"))]
    if let layer = derived.layer { members.append(("recordedLayer", .string("\(layer)"))) }
    if let policy = derived.policyARN { members.append(("policyARN", .string(policy))) }
    return members
  }

  /// The context by state; what no rule tells is unknown.
  private func context(_ request: DerivedRequest, _ facts: [ContextFact]) -> [(String, JSONValue)] {
    var known: [(String, JSONValue)] = []
    var absent: [String] = []
    var told: Set<String> = []
    let account = [request.resourceAccountContext].compactMap { $0 }
    for fact in (facts + account + request.context).sorted(by: { $0.key < $1.key })
    where told.insert(fact.key).inserted {
      switch fact.value {
      case .known(let values):
        known.append((fact.key, values.count == 1 ? .string(values[0]) : .array(values.map { .string($0) })))
      case .absent: absent.append(fact.key)
      case .present, .unknown, .oneOf: told.remove(fact.key)
      }
    }
    let listed = DescribedKeys.names + contextKeys.keys(of: request.action)
    let unknown = Set(listed.filter { !told.contains($0) }).sorted()
    return [
      ("context", .object(known)), ("absent", .array(absent.map { .string($0) })),
      ("unknown", .array(unknown.map { .string($0) })),
    ]
  }

  private static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? JSONValue(.null) }
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
