import AuditStore
import CloudTrail
import IAMPolicy

/// The derived events of a database in rows of numbers; one is put together only when it is asked for.
///
/// Most calls differ in their resource alone, so that there may be as many of them as events.
struct RecordedCalls {
  /// A call but for its requests.
  struct Call: Hashable {
    var eventClass: EventClass
    var recorded: RecordedDecision
    var layer: RecordedLayer?
    var deniedRequest: Int?
  }

  /// A request in rows of the dimension tables.
  struct Request {
    var action: Int32
    var resource: Int32
    var context: Int32
    var certainty: Certainty

    fileprivate init(action: Int, resource: Int, context: Int, certainty: Certainty) {
      self.action = Int32(truncatingIfNeeded: action)
      self.resource = Int32(truncatingIfNeeded: resource)
      self.context = Int32(truncatingIfNeeded: context)
      self.certainty = certainty
    }
  }

  private(set) var actions: [String] = []
  private(set) var resources = RecordedResources()
  private(set) var contexts = RecordedContexts()
  private var heads = Numbering<Call>()
  /// The number of what each call is but for its requests, in which few differ; -1 for a row that is not there.
  private var headOfCall: [Int32] = []
  /// Where a call's requests end; they begin where those of the call before end.
  private var ends: [Int32] = []
  private var requests: [Request] = []

  init() {}

  /// Loads the calls of a file.
  init(_ file: DatabaseFile, _ resources: RecordedResources, _ contexts: RecordedContexts) throws {
    self.resources = resources
    self.contexts = contexts
    actions = try file.use { try RecordedEvents.columns(.action, $0).map { $0[0] ?? "" } }
    append(-1)
    self = try file.scanCalls(into: self) {
      Part()
    } _: {
      $0.add($1)
    } take: {
      $0.append($1)
    }
  }

  /// Some calls of a file that follow one another.
  private struct Part {
    private(set) var requests: [Request] = []
    /// Where each call's requests end among those of the part.
    private(set) var ends: [Int32] = []
    /// The index of what each call is but for its requests.
    private(set) var headOfCall: [Int32] = []
    private(set) var heads = Numbering<Call>()
    private var numbers: [Int32] = []

    mutating func add(_ call: StoredCall) {
      for request in call.requests {
        requests.append(
          Request(
            action: request.action, resource: request.resource, context: request.context,
            certainty: request.certainty))
      }
      ends.append(Int32(truncatingIfNeeded: requests.count))
      if call.head >= numbers.count { numbers += repeatElement(-1, count: call.head + 1 - numbers.count) }
      if numbers[call.head] < 0 { numbers[call.head] = heads.number(Call(call)) }
      headOfCall.append(numbers[call.head])
    }
  }

  private mutating func append(_ part: Part) {
    let numbers = part.heads.values.map { heads.number($0) }
    headOfCall += part.headOfCall.lazy.map { numbers[Int($0)] }
    let before = Int32(truncatingIfNeeded: requests.count)
    ends += part.ends.lazy.map { before + $0 }
    requests += part.requests
  }

  /// Puts in place of facts on `prefix/*` those on the keys with that prefix that policies look at.
  mutating func resolveWildcards(_ keys: [String]) { contexts.resolveWildcards(keys) }

  /// Adds a call by the number of its head, -1 for none; its requests have been added before it.
  private mutating func append(_ head: Int32) {
    headOfCall.append(head)
    ends.append(Int32(truncatingIfNeeded: requests.count))
  }

  /// Adds a call that no row of the database holds; the answer is its row.
  mutating func append(_ event: DerivedEvent) -> Int {
    for request in event.requests {
      actions.append(request.action)
      contexts.append(request.context)
      let resource = resources.append(request.resource, request.resourceAccount, request.state)
      requests.append(
        Request(
          action: actions.count - 1, resource: resource, context: contexts.indices.count - 1,
          certainty: request.certainty))
    }
    append(heads.number(Call(event)))
    return headOfCall.count - 1
  }

  /// The rows of calls, from 0.
  var indices: Range<Int> { headOfCall.indices }

  /// A call but for its requests; nil for a row that is not there.
  func call(_ row: Int) -> Call? {
    let head = headNumber(row)
    return head < 0 ? nil : heads.values[Int(head)]
  }

  /// A number for a call but for its requests; -1 for a row that is not there.
  func headNumber(_ row: Int) -> Int32 { headOfCall.number(at: row) }

  /// The requests of a call in their order.
  func requests(of row: Int) -> ArraySlice<Request> {
    guard ends.indices.contains(row) else { return [] }
    return requests[start(of: row)..<Int(ends[row])]
  }

  /// Where the requests of a call begin, which must be there.
  private func start(of row: Int) -> Int { row > 0 ? Int(ends[row - 1]) : 0 }

  /// A request of a call by its index; nil where it has none of it.
  func request(_ index: Int, of row: Int) -> Request? {
    guard ends.indices.contains(row), index >= 0 else { return nil }
    let place = start(of: row) + index
    return place < Int(ends[row]) ? requests[place] : nil
  }

  /// What was derived from an event; nil for a row that is not there.
  func derived(_ row: Int) -> DerivedEvent? {
    guard let call = call(row) else { return nil }
    return DerivedEvent(
      eventClass: call.eventClass, recorded: call.recorded, layer: call.layer,
      deniedRequest: call.deniedRequest, requests: requests(of: row).map { derived($0) })
  }

  /// An action; empty for a row that is not there.
  func action(_ row: Int32) -> String { actions.indices.contains(Int(row)) ? actions[Int(row)] : "" }

  private func derived(_ request: Request) -> DerivedRequest {
    let resource = resources[Int(request.resource)]
    return DerivedRequest(
      action: action(request.action), resource: resource.text,
      state: resource.state, certainty: request.certainty, resourceAccount: resource.account,
      context: contexts[Int(request.context)])
  }
}

extension RecordedCalls.Call {
  fileprivate init(_ call: StoredCall) {
    self.init(
      eventClass: call.eventClass, recorded: call.recorded, layer: call.layer,
      deniedRequest: call.deniedRequest)
  }

  fileprivate init(_ event: DerivedEvent) {
    self.init(
      eventClass: event.eventClass, recorded: event.recorded, layer: event.layer,
      deniedRequest: event.deniedRequest)
  }
}

/// The resources of a database, their texts in one run of bytes.
struct RecordedResources {
  /// A resource with what is known of it.
  struct Resource {
    var text: String
    var account: String?
    var state: ResourceState
  }

  private var texts = PackedTexts()
  private var states: [ResourceState] = []
  private var accounts: [Int32] = []
  /// The accounts, numbered from 0; a resource without one has the number -1.
  private var knownAccounts = SpanInterner()
  private var accountNames: [String] = []

  init() {}

  /// Loads the resources of a database.
  init(_ database: borrowing AuditDatabase) throws {
    append(TextSlice(""), nil, .unknown)
    try database.scanResources { append($0, $1, $2) }
  }

  /// Adds a resource; the answer is its row.
  fileprivate mutating func append(_ text: String, _ account: String?, _ state: ResourceState) -> Int {
    TextSlice.with(Array(text.utf8)) { text in
      guard let account else { return append(text, nil, state) }
      TextSlice.with(Array(account.utf8)) { append(text, $0, state) }
    }
    return texts.count - 1
  }

  private mutating func append(_ text: TextSlice, _ account: TextSlice?, _ state: ResourceState) {
    texts.append(text)
    states.append(state)
    accounts.append(account.map { number($0) } ?? -1)
  }

  private mutating func number(_ account: TextSlice) -> Int32 {
    let (number, isNew) = knownAccounts.intern(account)
    if isNew { accountNames.append(account.string()) }
    return Int32(truncatingIfNeeded: number)
  }

  /// The rows of resources, from 0.
  var indices: Range<Int> { states.indices }

  /// A resource; one of which nothing is known for a row that is not there.
  subscript(row: Int) -> Resource {
    guard indices.contains(row) else { return Resource(text: "", account: nil, state: .unknown) }
    return Resource(
      text: String(decoding: bytes(row), as: UTF8.self), account: accountName(row),
      state: states[row])
  }

  private func accountName(_ row: Int) -> String? {
    accounts[row] < 0 ? nil : accountNames[Int(accounts[row])]
  }

  /// A number for the account that a resource is known to be in, -1 for none; its row must be there.
  func accountNumber(_ row: Int) -> Int32 { accounts[row] }

  /// What is known of a resource; its row must be there.
  func state(_ row: Int) -> ResourceState { states[row] }

  /// For each row the first one of the same text.
  var firstRows: [Int32] { texts.firsts }

  /// The text of a resource in UTF-8; its row must be there.
  func bytes(_ row: Int) -> ArraySlice<UInt8> { texts[row] }
}
