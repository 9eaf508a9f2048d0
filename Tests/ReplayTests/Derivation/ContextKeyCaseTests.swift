import AuditStore
import IAMPolicy
import JSON
import Replay
import Testing
import TestSupport

/// The cases of `Cases/context-keys.jsonl`: what the engine is told of a key by the record of a call.
///
/// `event` holds what differs from a plain call; `action` and a part of the `resource` say which of its requests is
/// meant, the first one without them. A key of `context` has a value, a list of values, `{"absent":true}` or `{"unknown":true}`.
struct ContextKeyCaseTests {
  /// Made once for all tests.
  private static let requests = Task { try await ContextKeyRequests.of(ContextKeyCase.all()) }

  @Test func `each key is known, absent or unknown as its case says`() async throws {
    let cases = try ContextKeyCase.all()
    let requests = try await Self.requests.value
    #expect(cases.count > 500)
    for entry in cases {
      let request = try #require(requests.request(of: entry), "\(entry.id) has no request")
      for (key, expected) in entry.context {
        let found = ContextKeyState(Evaluator.value(of: key, in: request))
        #expect(found == expected, "\(entry.id): \(key)")
      }
    }
  }

  @Test func `every key that the tables tell of has a case for each state it can be told to be in`() throws {
    let shown = try Set(ContextKeyCase.all().flatMap { $0.shown })
    for line in try Repository.lines("Sources/Replay/Derivation/Tables/ContextKeys+Data.swift") {
      let fields = line.split(separator: 0x09).map { String(decoding: $0, as: UTF8.self) }
      guard fields.count == 5 else { continue }
      // Encryption context is told by its pairs.
      let name = fields[3] == "e" ? "kms:encryptioncontextkeys" : fields[1]
      #expect(shown.contains("\(name) known"), "\(name)")
      if fields[3].contains("a") || fields[3] == "e" { #expect(shown.contains("\(name) absent"), "\(name)") }
      #expect(shown.contains("\(name) unknown"), "\(name)")
    }
  }

  @Test func `every key that the derivation reports has a case for the state it is reported in`() async throws
  {
    let shown = try Set(ContextKeyCase.all().flatMap { $0.shown })
    let reported = try await Self.requests.value.reported
    #expect(reported.count > 200)
    for state in reported { #expect(shown.contains(state), "\(state)") }
  }

  /// The folder of the code that reports keys without a table.
  private static let folder = "Sources/Replay/Derivation"

  @Test func `every key that is named in the code of the derivation has a case`() throws {
    let shown = try Set(ContextKeyCase.all().flatMap { $0.context.keys })
    var named = 0
    for name in try Repository.files(in: Self.folder) where name.hasSuffix(".swift") {
      let text = String(decoding: try Repository.read("\(Self.folder)/\(name)"), as: UTF8.self)
      for key in text.matches(
        of: /"((?:aws|ec2|ssm|lambda|codebuild|glue|identitystore|kms|s3|iam):[a-z0-9]+)"/)
      {
        named += 1
        #expect(shown.contains(String(key.1)), "\(name) names \(key.1)")
      }
    }
    #expect(named > 60)
  }
}

/// What is known of a key, as cases write it.
enum ContextKeyState: Equatable {
  case known([String])
  case absent
  case unknown

  init(_ value: ContextValue) {
    switch value {
    case .known(let values): self = .known(values)
    case .absent: self = .absent
    case .present, .unknown, .oneOf: self = .unknown
    }
  }

  init(_ value: JSONValue) throws {
    if let text = value.string {
      self = .known([text])
    } else if let list = value.array {
      self = .known(list.compactMap { $0.string })
    } else if value["absent"] != nil {
      self = .absent
    } else {
      _ = try #require(value["unknown"])
      self = .unknown
    }
  }

  var name: String {
    switch self {
    case .known: "known"
    case .absent: "absent"
    case .unknown: "unknown"
    }
  }
}

/// One line of the cases.
struct ContextKeyCase {
  var id: String
  var event: [JSONMember]
  var action: String?
  var resource: String?
  /// What is expected of each key, by its name in lower case.
  var context: [String: ContextKeyState] = [:]

  /// Each key with the state that it is shown in.
  var shown: [String] { context.map { "\($0.key) \($0.value.name)" } }

  static func all() throws -> [ContextKeyCase] {
    try Repository.lines("Tests/ReplayTests/Derivation/Cases/context-keys.jsonl").map {
      try ContextKeyCase(JSONReader.parse($0))
    }
  }

  private init(_ line: JSONValue) throws {
    id = try #require(line["id"]?.string)
    event = try #require(line["event"]?.object)
    action = line["action"]?.string
    resource = line["resource"]?.string
    for member in try #require(line["context"]?.object) {
      context[member.name.lowercased()] = try ContextKeyState(member.value)
    }
  }

  /// The whole record, with this case's id for its event.
  func record(_ defaults: [JSONMember]) -> String {
    let missing = defaults.filter { field in !event.contains { $0.name == field.name } }
    let members = (missing + event).map { ($0.name, $0.value) }
    return JSONValue.object(members + [("eventID", .string(id))]).text()
  }
}

/// The requests that are derived from the events of all cases, by way of a database.
struct ContextKeyRequests {
  private var requests: [String: [(resource: String, request: AuthorizationRequest)]] = [:]
  /// The keys that are reported, each with the state that it is reported in.
  private(set) var reported: Set<String> = []

  static func of(_ cases: [ContextKeyCase]) async throws -> ContextKeyRequests {
    let plain = EventText(parameters: #"{"bucketName":"b","key":"k"}"#).json
    let defaults = try #require(JSONReader.parse(Array(plain.utf8)).object).filter { $0.name != "eventID" }
    let folder = try TemporaryDirectory()
    let path = folder.path + "/a.db"
    let records = cases.map { $0.record(defaults) }
    _ = try folder.write("log.json", records.joined(separator: "\n"))
    _ = try await LogIngester(jobs: 1).ingest([folder.path + "/log.json"], into: path)
    var callers: [String: Caller] = [:]
    for (entry, record) in zip(cases, records) {
      let identity = try JSONReader.parse(Array(record.utf8))["userIdentity"]
      callers[entry.id] = IdentityFacts(json: identity).caller
    }
    var result = ContextKeyRequests()
    try RequestListing().write(AuditDatabase(path: path, access: .read), window: TimeWindow()) { line in
      try result.add(JSONReader.parse(Array(line.utf8)), callers)
    }
    return result
  }

  private mutating func add(_ line: JSONValue, _ callers: [String: Caller]) throws {
    guard let id = line["eventID"]?.string, let action = line["action"]?.string, let caller = callers[id]
    else {
      return
    }
    var context = RequestContext(isOpenWorld: true)
    for member in line["context"]?.object ?? [] {
      let values = (member.value.array ?? [member.value]).compactMap { $0.string }
      context[member.name] = .known(values)
      reported.insert("\(member.name) known")
    }
    for key in line["absent"]?.array ?? [] {
      let name = try #require(key.string)
      context[name] = .absent
      reported.insert("\(name) absent")
    }
    let request = AuthorizationRequest(
      caller: caller, action: action, resource: .unknown, resourceAccount: nil, context: context)
    requests[id, default: []].append((line["resource"]?.string ?? "", request))
  }

  func request(of entry: ContextKeyCase) -> AuthorizationRequest? {
    (requests[entry.id] ?? []).first { resource, request in
      request.action == entry.action ?? request.action && entry.resource.map(resource.contains) ?? true
    }?.request
  }
}
