import AuditStore
import Replay
import TestSupport

/// A few events, a policy snapshot and changes in a fresh folder, and the report of their diff.
struct DiffWorld {
  static let account = "111111111111"
  static let user =
    #"{"type":"IAMUser","principalId":"AIDAALICE","arn":"arn:aws:iam::111111111111:user/alice","#
    + #""accountId":"111111111111","accessKeyId":"AKIA1","userName":"alice"}"#
  static let allowAll = #"{"Effect":"Allow","Action":"*","Resource":"*"}"#
  static let openTopic = #"{"Effect":"Allow","Principal":"*","Action":"sns:Publish","Resource":"*"}"#
  static let publicBucket = publicBucket("b")
  static let denyAll = #"{"Effect":"Deny","Action":"*","Resource":"*"}"#

  /// The statement of a bucket whose objects everybody may read.
  static func publicBucket(_ name: String) -> String {
    #"{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::\#(name)/*"}"#
  }

  let folder: TemporaryDirectory
  private var events: [String] = []
  private var hasPolicies = false

  init() throws { folder = try TemporaryDirectory() }

  /// A role session; without an issuer the role's path is not known.
  static func session(
    role: String = "app", key: String = "ASIA1", issuer: String? = "arn:aws:iam::111111111111:role/app",
    invokedBy: String? = nil
  ) -> String {
    let issued = issuer.map {
      #","sessionIssuer":{"type":"Role","principalId":"AROAAPP","arn":"\#($0)","accountId":"111111111111"}"#
    }
    let service = invokedBy.map { #","invokedBy":"\#($0)""# } ?? ""
    return #"{"type":"AssumedRole","principalId":"AROAAPP:s1","#
      + #""arn":"arn:aws:sts::111111111111:assumed-role/\#(role)/s1","accountId":"111111111111","#
      + #""accessKeyId":"\#(key)"\#(service),"sessionContext":{"attributes":"#
      + #"{"creationDate":"2026-09-01T09:00:00Z","mfaAuthenticated":"false"}\#(issued ?? "")}}"#
  }

  /// A denial's message that names a layer.
  static func denial(of action: String, on resource: String? = nil, _ reason: String) -> String {
    let target = resource.map { " on resource: \($0)" } ?? ""
    return
      "User: arn:aws:iam::111111111111:user/alice is not authorized to perform: \(action)\(target) \(reason)"
  }

  /// An event that is to be added, with members that replace those of their name or come in addition.
  struct Event {
    var service: String
    var name: String
    var more: [String: String?]

    init(_ service: String, _ name: String, more: [String: String?]) {
      (self.service, self.name, self.more) = (service, name, more)
    }
  }

  /// Adds an event; `more` are members of its JSON that replace those of their name or come in addition.
  mutating func add(
    _ service: String, _ name: String, identity: String = user, parameters: String = "null",
    error: String? = nil, message: String? = nil, more: [String: String?] = [:]
  ) {
    let id = Self.id(events.count + 1)
    var members: [String: String?] = [
      "eventVersion": #""1.11""#, "userIdentity": identity, "eventTime": #""2026-09-01T10:00:00Z""#,
      "eventSource": "\"\(service).amazonaws.com\"", "eventName": "\"\(name)\"",
      "awsRegion": #""us-east-1""#, "sourceIPAddress": #""203.0.113.5""#, "userAgent": #""aws-cli/2.0""#,
      "requestParameters": parameters, "responseElements": "null", "eventID": "\"\(id)\"",
      "eventType": #""AwsApiCall""#, "recipientAccountId": #""111111111111""#,
      "eventCategory": #""Management""#,
    ]
    if let error { members["errorCode"] = "\"\(error)\"" }
    if let message { members["errorMessage"] = "\"\(message)\"" }
    members.merge(more) { $1 }
    let texts = members.sorted { $0.key < $1.key }.compactMap { name, value in
      value.map { "\"\(name)\":\($0)" }
    }
    events.append("{\(texts.joined(separator: ","))}")
  }

  /// Adds a read of an S3 object.
  mutating func addObject(
    _ key: String, in bucket: String = "b", identity: String = user, error: String? = nil,
    more: [String: String?] = [:]
  ) {
    add(
      "s3", "GetObject", identity: identity, parameters: #"{"bucketName":"\#(bucket)","key":"\#(key)"}"#,
      error: error,
      more: [
        "eventCategory": #""Data""#,
        "resources": #"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::\#(bucket)/\#(key)"},"#
          + #"{"accountId":"111111111111","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::\#(bucket)"}]"#,
      ].merging(more) { $1 })
  }

  /// Adds a file to the snapshot.
  mutating func policies(_ name: String, _ text: String) throws {
    _ = try folder.write("policies/\(name)", text)
    hasPolicies = true
  }

  /// Adds an organization of one account at the root.
  mutating func organization(
    scps: String = #"["FullAWSAccess"]"#, complete: String = #"["s3"]"#,
    management: String? = "999999999999"
  ) throws {
    let member = management.map { #""managementAccount":"\#($0)","# } ?? ""
    try policies(
      "organization.json",
      #"{"id":"o-1",\#(member)"root":{"id":"r-1","scps":\#(scps),"rcps":[],"#
        + #""accounts":["111111111111"],"children":[]},"accounts":{"111111111111":"#
        + #"{"scps":["FullAWSAccess"],"rcps":[]}},"complete":{"resourcePolicies":\#(complete)}}"#)
  }

  /// Exports the account with one inline policy `p` for `user/alice` or `role/app`, or for neither.
  mutating func account(alice: String? = nil, app: String? = nil, more: String = "") throws {
    let users = alice.map {
      #"{"UserName":"alice","Arn":"arn:aws:iam::111111111111:user/alice","UserPolicyList":\#(Self.inline($0))}"#
    }
    let roles = app.map {
      #"{"RoleName":"app","Arn":"arn:aws:iam::111111111111:role/app","RolePolicyList":\#(Self.inline($0))}"#
    }
    try policies(
      "accounts/111111111111/authorization-details.json",
      #"{"UserDetailList":[\#(users ?? "")],"RoleDetailList":[\#(roles ?? "")]\#(more)}"#)
  }

  /// Exports the account with users that each have the same inline policy `p`, which allows everything.
  mutating func users(_ names: String...) throws {
    let users = names.map { name in
      #"{"UserName":"\#(name)","Arn":"arn:aws:iam::111111111111:user/\#(name)","#
        + #""UserPolicyList":\#(Self.inline(Self.allowAll))}"#
    }
    try policies(
      "accounts/111111111111/authorization-details.json",
      #"{"UserDetailList":[\#(users.joined(separator: ","))],"RoleDetailList":[]}"#)
  }

  private static func inline(_ statements: String) -> String {
    #"[{"PolicyName":"p","PolicyDocument":\#(document(statements))}]"#
  }

  static func document(_ statements: String) -> String {
    #"{"Version":"2012-10-17","Statement":[\#(statements)]}"#
  }

  /// An argument of `--change` with its file.
  func change(_ target: String, _ statements: String) throws -> String {
    let name = "change-\(target.utf8.reduce(5381) { ($0 &* 33 &+ Int($1)) & 0xFFFF_FFFF }).json"
    return "\(target)=\(try folder.write(name, Self.document(statements)))"
  }

  /// The snapshot that was written, or the one in which all is unknown.
  func snapshot() throws -> PolicySnapshot {
    hasPolicies ? try SnapshotReader.read(folder: folder.path + "/policies") : PolicySnapshot()
  }

  /// Writes the events into a log file and gives its path.
  func logFile() throws -> String {
    try folder.write("log.json", "{\"Records\":[\(events.joined(separator: ","))]}")
  }

  /// Reads the events into a database and gives its path.
  func ingest() async throws -> String {
    let path = folder.path + "/a.db"
    _ = try await LogIngester(jobs: 1).ingest([try logFile()], into: path)
    return path
  }

  /// The id of the event that was added as this one, from 1.
  static func id(_ number: Int) -> String {
    let digits = String(number)
    return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
  }

  /// The report of the changes.
  func report(
    _ changes: String..., options: Differ.Options = Differ.Options(), filter: RequestFilter = RequestFilter(),
    window: TimeWindow = TimeWindow()
  ) async throws -> DiffReport {
    try await report(
      try changes.map { try PolicyChange(argument: $0) }, options: options, filter: filter, window: window)
  }

  /// The report of the changes that a folder under this one makes.
  func report(folder name: String) async throws -> DiffReport {
    try await report(try ChangeFolder(folder.path + "/" + name, of: try snapshot()).changes)
  }

  private func report(
    _ changes: [PolicyChange], options: Differ.Options = Differ.Options(),
    filter: RequestFilter = RequestFilter(), window: TimeWindow = TimeWindow()
  ) async throws -> DiffReport {
    let database = try AuditDatabase(path: try await ingest(), access: .read)
    let differ = try Differ(baseline: try snapshot(), changes: changes, options: options)
    return try differ.report(on: database, window: window, filter: filter)
  }
}

extension DiffReport {
  /// The events of each class that has any.
  var classes: [ChangeClass: Int] {
    summary.filter { $0.value.events > 0 && $0.key != .notReplayable }.mapValues { $0.events }
  }
}
