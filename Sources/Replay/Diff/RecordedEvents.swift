public import AuditStore
import IAMPolicy
import JSON

/// The events of a database as a replay takes them, put together from the dimension tables.
public struct RecordedEvents {
  private var identities: [Int: IdentityFacts] = [:]
  private var places: [Int: [String?]] = [:]
  private var clients: [Int: [String?]] = [:]
  private var endpoints: [Int: [String?]] = [:]
  private var calls: [Int: DerivedEvent] = [:]
  /// The service whose data events a kind is, for example `s3`.
  private var dataServices: [Int: String] = [:]
  /// What the events that were lent cover.
  public private(set) var coverage = LogCoverage()
  /// Whether a session was issued with session policies, by access key.
  private var issuedWithPolicies: [String: Bool] = [:]

  /// Loads the dimension tables.
  ///
  /// - Throws: `StoreError` when the database cannot be read.
  public init(_ database: borrowing AuditDatabase) throws {
    try database.scan(.identity) { id, columns in identities[id] = IdentityFacts(json: Self.json(columns[0]))
    }
    try database.scan(.place) { id, columns in places[id] = columns }
    try database.scan(.client) { id, columns in clients[id] = columns }
    try database.scan(.endpoint) { id, columns in endpoints[id] = columns }
    try database.scan(.kind) { id, columns in
      if columns[3] == "Data" { dataServices[id] = (columns[0] ?? "").prefix { $0 != "." }.lowercased() }
    }
    try database.scanIssuances { key, _, parameters in
      let value = Self.json(parameters)
      issuedWithPolicies[key] = value?["policy"] != nil || value?["policyArns"] != nil
    }
    try loadCalls(database)
  }

  private mutating func loadCalls(_ database: borrowing AuditDatabase) throws {
    var actions: [Int: String] = [:]
    var resources: [Int: [String?]] = [:]
    var contexts: [Int: [ContextFact]] = [:]
    try database.scan(.action) { id, columns in actions[id] = columns[0] }
    try database.scan(.resource) { id, columns in resources[id] = columns }
    try database.scan(.context) { id, columns in contexts[id] = ContextCoding.decode(columns[0] ?? "{}") }
    try database.scanCalls { id, call in
      calls[id] = DerivedEvent(
        eventClass: call.eventClass, recorded: call.recorded, layer: call.layer,
        deniedRequest: call.deniedRequest, policyARN: call.policyARN,
        requests: call.requests.map { request in
          let resource = resources[request.resource] ?? [nil, nil, nil]
          let state = resource[2].flatMap { UInt8($0) }.flatMap { ResourceState(rawValue: $0) }
          return DerivedRequest(
            action: actions[request.action] ?? "", resource: resource[0] ?? "", state: state ?? .unknown,
            certainty: request.certainty, resourceAccount: resource[1],
            context: contexts[request.context] ?? [])
        })
    }
  }

  /// Lends every event of a window to `body` with its class; nil for one whose time cannot be read.
  ///
  /// The events carry their row numbers as ids: CloudTrail's own are looked up for the few that are shown.
  /// - Throws: `StoreError` when the database cannot be read.
  public mutating func forEach(
    in database: borrowing AuditDatabase, window: TimeWindow, _ body: (ReplayedEvent?, EventClass) -> Void
  ) throws {
    // The hour, place and service of most events are those of one before.
    var seen: Set<[Int]> = []
    try database.scanEvents(in: window) { row in
      let hour = Int((row.time ?? 0) / 3600)
      if row.time != nil,
        seen.insert([hour, row.place, dataServices[row.kind] == nil ? -1 : row.kind]).inserted
      {
        note(row, Int64(hour))
      }
      guard let derived = calls[row.call], let time = row.time else { return body(nil, .unreadable) }
      body(event(row, time, derived), derived.eventClass)
    }
  }

  private mutating func note(_ row: EventRow, _ hour: Int64) {
    let place = places[row.place] ?? [nil, nil]
    guard let account = place[1] else { return }
    coverage.note(account: account, region: place[0] ?? "", hour: hour)
    if let service = dataServices[row.kind] { coverage.noteDataEvent(of: service, in: account) }
  }

  private func event(_ row: EventRow, _ time: Int64, _ derived: DerivedEvent) -> ReplayedEvent {
    let identity = identities[row.identity] ?? IdentityFacts(json: nil)
    let client = clients[row.client] ?? [nil, nil]
    let endpoint = endpoints[row.endpoint] ?? [nil, nil, nil]
    let call = CallFacts(
      identity: identity, sourceIPAddress: client[0], userAgent: client[1],
      region: places[row.place]?[0] ?? "", eventTime: time, vpcEndpoint: endpoint[0],
      hasTLS: endpoint[2] != nil)
    return ReplayedEvent(
      eventID: String(row.id), time: time, call: call, derived: derived, session: session(identity))
  }

  /// A session whose issuance is in the log has the policies that it names there, else they are unknown.
  private func session(_ identity: IdentityFacts) -> SessionPolicies {
    switch identity.caller {
    case .session, .federatedUser, .root(_, isAssumed: true):
      guard let key = identity.accessKey, let hasPolicies = issuedWithPolicies[key] else { return .unknown }
      return hasPolicies ? .unknown : .none
    default: return .none
    }
  }

  private static func json(_ text: String?) -> JSONValue? {
    guard let text else { return nil }
    return try? JSONReader.parse(Array(text.utf8), options: .init(tracksPositions: false))
  }
}
