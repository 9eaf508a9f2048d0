public import AuditStore
import IAMPolicy
import JSON

/// A `userIdentity` as stored, with what its issuance says of session policies.
struct RecordedIdentity {
  var facts: IdentityFacts
  var session: SessionPolicies
  /// Context keys that the issuance of the session tells.
  var context: [ContextFact] = []
}

extension RecordedIdentity {
  /// A session whose issuance is in the log has what was passed there, else that is unknown.
  fileprivate mutating func join(_ issuances: [String: SessionIssuance]) {
    switch facts.caller {
    case .session, .federatedUser, .root(_, isAssumed: true):
      guard let issuance = facts.accessKey.flatMap({ issuances[$0] }) else {
        session = .unknown
        return
      }
      session = issuance.policies
      context = issuance.context
      facts.issuer = issuance.issuer
    default: session = .none
    }
  }
}

/// The dimension tables of a database by row number, from which the facts of any event can be put together.
public struct RecordedEvents {
  private(set) var identities: [RecordedIdentity] = []
  private(set) var places: [[String?]] = []
  private(set) var clients: [[String?]] = []
  private(set) var endpoints: [[String?]] = []
  private(set) var calls = RecordedCalls()
  /// The service whose data events a kind is, for example `s3`.
  private var dataServices: [String?] = []

  /// Loads the dimension tables.
  ///
  /// - Throws: `StoreError` when the database cannot be read.
  public init(_ database: borrowing AuditDatabase) throws {
    places = try Self.columns(.place, database)
    clients = try Self.columns(.client, database)
    endpoints = try Self.columns(.endpoint, database)
    dataServices = try Self.columns(.kind, database).map { columns in
      columns[3] == "Data" ? (columns[0] ?? "").prefix { $0 != "." }.lowercased() : nil
    }
    try loadIdentities(database)
    calls = try RecordedCalls(database)
  }

  /// Rows by number; a number that is not used has NULL columns.
  static func columns(
    _ dimension: Dimension, _ database: borrowing AuditDatabase
  ) throws -> [[String?]] {
    let blank = [String?](repeating: nil, count: dimension.columns.count)
    var rows = [[String?]](repeating: blank, count: try database.count(of: dimension) + 1)
    try database.scan(dimension) { id, columns in
      if rows.indices.contains(id) { rows[id] = columns }
    }
    return rows
  }

  private mutating func loadIdentities(_ database: borrowing AuditDatabase) throws {
    let nobody = RecordedIdentity(facts: IdentityFacts(json: nil), session: .none)
    identities = Array(repeating: nobody, count: try database.count(of: .identity) + 1)
    try database.scan(.identity) { id, columns in
      guard identities.indices.contains(id) else { return }
      identities[id].facts = IdentityFacts(json: Self.json(columns[0]))
    }
    var issuances: [String: SessionIssuance] = [:]
    try database.scanIssuances { key, identity, parameters in
      guard issuances[key] == nil, identities.indices.contains(identity) else { return }
      issuances[key] = SessionIssuance(
        parameters: Self.json(parameters), caller: identities[identity].facts.caller)
    }
    for id in identities.indices { identities[id].join(issuances) }
  }

  private mutating func loadCalls(_ database: borrowing AuditDatabase) throws {
    let actions = try Self.columns(.action, database)
    let resources = try Self.columns(.resource, database)
    let contexts = try Self.columns(.context, database).map { ContextCoding.decode($0[0] ?? "{}") }
    calls = Array(repeating: nil, count: try database.callCount() + 1)
    try database.scanCalls { id, call in
      guard calls.indices.contains(id) else { return }
      calls[id] = DerivedEvent(
        eventClass: call.eventClass, recorded: call.recorded, layer: call.layer,
        deniedRequest: call.deniedRequest, policyARN: call.policyARN,
        requests: call.requests.map { request in
          let resource =
            resources.indices.contains(request.resource) ? resources[request.resource] : [nil, nil, nil]
          let state = resource[2].flatMap { UInt8($0) }.flatMap { ResourceState(rawValue: $0) }
          return DerivedRequest(
            action: actions.indices.contains(request.action) ? actions[request.action][0] ?? "" : "",
            resource: resource[0] ?? "", state: state ?? .unknown, certainty: request.certainty,
            resourceAccount: resource[1],
            context: contexts.indices.contains(request.context) ? contexts[request.context] : [])
        })
    }
  }

  private static func json(_ text: String?) -> JSONValue? {
    guard let text else { return nil }
    return try? JSONReader.parse(Array(text.utf8), options: .init(tracksPositions: false))
  }
}

extension RecordedEvents {
  /// What was derived from an event; nil for a row that is not there.
  func derived(_ row: EventRow) -> DerivedEvent? { calls.derived(row.call) }

  /// The facts of an event, put together from the dimensions.
  func facts(_ row: EventRow, time: Int64) -> CallFacts {
    let client = clients.indices.contains(row.client) ? clients[row.client] : [nil, nil]
    let endpoint = endpoints.indices.contains(row.endpoint) ? endpoints[row.endpoint] : [nil, nil, nil]
    return CallFacts(
      identity: identity(row).facts, sourceIPAddress: client[0], userAgent: client[1],
      region: place(row)[0] ?? "", eventTime: time, vpcEndpoint: endpoint[0], vpcEndpointAccount: endpoint[1],
      tlsVersion: endpoint[2])
  }

  /// Puts in place of each `prefix/*` that is absent the keys with that prefix that policies look at.
  mutating func resolveWildcards(_ keys: Set<String>) {
    guard !keys.isEmpty else { return }
    for index in calls.indices {
      guard var call = calls[index] else { continue }
      for request in call.requests.indices { call.requests[request].resolveWildcards(keys) }
      calls[index] = call
    }
  }

  /// Who called, and what is known of the session's policies.
  func identity(_ row: EventRow) -> RecordedIdentity {
    identities.indices.contains(row.identity) ? identities[row.identity] : identities[0]
  }

  /// The account that received an event.
  func account(_ row: EventRow) -> String? { place(row)[1] }

  /// Notes what an event covers.
  func note(_ row: EventRow, hour: Int64, in coverage: inout LogCoverage) {
    let place = place(row)
    guard let account = place[1] else { return }
    coverage.note(account: account, region: place[0] ?? "", hour: hour)
    if let service = dataService(row) { coverage.noteDataEvent(of: service, in: account) }
  }

  /// The service of a data event.
  func dataService(_ row: EventRow) -> String? {
    dataServices.indices.contains(row.kind) ? dataServices[row.kind] : nil
  }

  private func place(_ row: EventRow) -> [String?] {
    places.indices.contains(row.place) ? places[row.place] : [nil, nil]
  }
}

extension DerivedRequest {
  /// Puts in place of each `prefix/*` that is absent the keys with that prefix that policies look at.
  fileprivate mutating func resolveWildcards(_ keys: Set<String>) {
    var added: [ContextFact] = []
    for fact in context where fact.key.hasSuffix("*") && fact.value == .absent {
      let prefix = fact.key.dropLast()
      for key in keys.sorted() where key.hasPrefix(prefix) && !context.contains(where: { $0.key == key }) {
        added.append(ContextFact(key: key, value: .absent))
      }
    }
    context += added
  }
}
