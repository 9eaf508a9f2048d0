extension Caller {
  /// The account of the caller, 12 digits; nil for services, federated identities and anonymous callers.
  public var account: String? {
    switch self {
    case .user(let arn, _), .federatedUser(let arn, _, _), .root(let arn, _): Self.account(of: arn)
    case .session(let session): session.account
    case .service, .federated, .anonymous: nil
    }
  }

  /// The partition of the caller's ARN.
  var partition: String? {
    switch self {
    case .user(let arn, _), .federatedUser(let arn, _, _), .root(let arn, _): Self.field(1, of: arn)
    case .session(let session): session.partition
    case .service, .federated, .anonymous: nil
    }
  }

  /// Whether the caller is a session of a service-linked role; nil when its path is not known.
  var isServiceLinkedRole: Bool? {
    guard case .session(let session) = self else { return false }
    if let arn = session.roleARN { return Self.resource(of: arn).hasPrefix("role/aws-service-role/") }
    return session.roleName.hasPrefix("AWSServiceRoleFor") ? nil : false
  }

  /// The context keys that the kind of caller implies.
  ///
  /// IAM User Guide, "AWS global condition context keys", properties of the principal.
  var derivedContext: [String: ContextValue] {
    var keys: [String: ContextValue] = [:]
    switch self {
    case .user(let arn, let uniqueID):
      keys = Self.principal(arn: .value(arn), account: account, type: "User")
      keys["aws:username"] = Self.resource(of: arn).split(separator: "/").last.map { .value(String($0)) }
      keys["aws:userid"] = uniqueID.map { .value($0) } ?? .present
    case .session(let session):
      let arn = session.roleARN.map { ContextValue.value($0) } ?? .present
      keys = Self.principal(arn: arn, account: session.account, type: "AssumedRole")
      keys["aws:userid"] = .present
      if let id = session.roleID, let name = session.sessionName {
        keys["aws:userid"] = .value("\(id):\(name)")
      }
    case .federatedUser(let arn, _, _):
      keys = Self.principal(arn: .value(arn), account: account, type: "FederatedUser")
      let name = Self.resource(of: arn).split(separator: "/").last.map(String.init) ?? ""
      keys["aws:userid"] = account.map { .value("\($0):\(name)") } ?? .present
    case .root(let arn, _):
      keys = Self.principal(arn: .value(arn), account: account, type: "Account")
      keys["aws:userid"] = account.map { .value($0) } ?? .present
    case .service(let name):
      keys["aws:principalisawsservice"] = .value("true")
      keys["aws:principalservicename"] = .value(name)
      keys["aws:principalservicenameslist"] = .unknown
      for key in Self.sourceKeys { keys[key] = .unknown }
      keys["aws:username"] = .absent
    case .anonymous:
      keys["aws:principalarn"] = .absent
      keys["aws:principalaccount"] = .value("anonymous")
      keys["aws:principaltype"] = .value("Anonymous")
      keys["aws:userid"] = .value("anonymous")
      keys["aws:username"] = .absent
      keys["aws:principalisawsservice"] = .absent
      for key in Self.serviceKeys { keys[key] = .absent }
    case .federated: break
    }
    return keys
  }

  private static let sourceKeys = [
    "aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths",
  ]
  private static let serviceKeys =
    sourceKeys + ["aws:principalservicename", "aws:principalservicenameslist"]

  private static func principal(
    arn: ContextValue, account: String?, type: String
  ) -> [String: ContextValue] {
    var keys: [String: ContextValue] = [
      "aws:principalarn": arn, "aws:principaltype": .value(type), "aws:username": .absent,
      "aws:principalisawsservice": .value("false"),
    ]
    keys["aws:principalaccount"] = account.map { .value($0) } ?? .present
    for key in serviceKeys { keys[key] = .absent }
    return keys
  }

  static func field(_ index: Int, of arn: String) -> String? {
    let fields = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    return fields.count == 6 ? String(fields[index]) : nil
  }

  static func resource(of arn: String) -> String { field(5, of: arn) ?? "" }

  private static func account(of arn: String) -> String? {
    field(4, of: arn).flatMap { $0.isEmpty ? nil : $0 }
  }
}
