public import IAMPolicy

/// The context keys of a request, those that the caller implies among them, as a table of the specification.
enum NaiveKeys {
  static let multivalued: Set<String> = [
    "aws:calledvia", "aws:principalorgpaths", "aws:principalservicenameslist", "aws:resourceorgpaths",
    "aws:sourceorgpaths", "aws:vpceorgpaths", "aws:tagkeys",
  ]

  /// What is known of a key.
  static func state(_ key: String, _ request: WorldRequest) -> ContextValue {
    let key = key.lowercased()
    if let stated = request.context.values[key] { return stated }
    if let implied = implied(key, request.caller) { return implied }
    return request.context.isOpenWorld ? .unknown : .absent
  }

  /// The table of the keys that follow from the caller, by column.
  private static func implied(_ key: String, _ caller: Caller) -> ContextValue? {
    switch caller {
    case .service(let name): service(key, name)
    case .anonymous: anonymous(key)
    case .federated: nil
    case .user, .session, .unnamed, .federatedUser, .root: named(key, caller)
    }
  }

  private static func service(_ key: String, _ name: String) -> ContextValue? {
    switch key {
    case "aws:username", "aws:principalorgid", "aws:principalorgpaths": .absent
    case "aws:principalisawsservice": .known(["true"])
    case "aws:principalservicename": .known([name])
    case "aws:principalservicenameslist", "aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid",
      "aws:sourceorgpaths":
      .unknown
    default: nil
    }
  }

  private static func anonymous(_ key: String) -> ContextValue? {
    switch key {
    case "aws:principalaccount", "aws:userid": .known(["anonymous"])
    case "aws:principaltype": .known(["Anonymous"])
    case "aws:principalarn", "aws:username", "aws:principalisawsservice", "aws:principalorgid",
      "aws:principalorgpaths":
      .absent
    default: directly(key)
    }
  }

  /// Keys that only calls of a service principal carry.
  private static func directly(_ key: String) -> ContextValue? {
    let keys = [
      "aws:principalservicename", "aws:principalservicenameslist", "aws:sourceaccount", "aws:sourcearn",
      "aws:sourceorgid", "aws:sourceorgpaths",
    ]
    return keys.contains(key) ? .absent : nil
  }

  private static func named(_ key: String, _ caller: Caller) -> ContextValue? {
    guard key.hasPrefix("aws:principal") || key.hasPrefix("aws:user") else { return directly(key) }
    if key.hasPrefix("aws:principaltag/") || key.hasPrefix("aws:principalorg") { return nil }
    let who = NaiveCaller(caller)
    switch key {
    case "aws:principalarn": return who.principalARN.map { .known([$0]) } ?? .present
    case "aws:principalaccount": return .known([who.account ?? ""])
    case "aws:principaltype":
      let types = ["user": "User", "session": "AssumedRole", "feduser": "FederatedUser", "root": "Account"]
      return types[who.kind].map { .known([$0]) }
    case "aws:username":
      if who.kind == "user", who.principalARN == nil { return .present }
      return who.kind == "user" ? who.arn.split(separator: "/").last.map { .known([String($0)]) } : .absent
    case "aws:userid": return who.userID.map { .known([$0]) } ?? .present
    case "aws:principalisawsservice": return .known(["false"])
    default: return directly(key)
    }
  }
}

/// A caller as the few texts that the rules speak of.
public struct NaiveCaller {
  /// `user`, `session`, `feduser`, `root`, `service`, `federated` or `anonymous`.
  public var kind: String
  /// The ARN, or the name where there is none.
  public var arn = ""
  var partition: String?
  /// The account, where the caller has one.
  public var account: String?
  /// The unique id, where it is known.
  public var uniqueID: String?
  /// The role's ARN, where it is known.
  public var roleARN: String?
  var roleName = ""
  /// Who issued a federated user.
  public var issuer: String?
  var isAssumedRoot = false

  /// Starts from a request.
  public init(_ caller: Caller) {
    switch caller {
    case .user(let arn, let id): (kind, self.arn, uniqueID) = ("user", arn, id)
    case .session(let session):
      kind = "session"
      let name = session.sessionName ?? "\u{1}unknown"
      arn = "arn:\(session.partition):sts::\(session.account):assumed-role/\(session.roleName)/\(name)"
      (roleARN, roleName, uniqueID) = (session.roleARN, session.roleName, session.roleID)
      if session.sessionName == nil { sessionIsNamed = false }
    case .unnamed(let caller):
      (kind, isNamed) = (caller.isSession ? "session" : "user", false)
      (partition, account, uniqueID) = (caller.partition, caller.account, caller.uniqueID)
      unnamedID = [caller.uniqueID, caller.sessionName].compactMap { $0 }.joined(separator: ":")
    case .federatedUser(let arn, let issuer, _): (kind, self.arn, self.issuer) = ("feduser", arn, issuer)
    case .root(let arn, let isAssumed): (kind, self.arn, isAssumedRoot) = ("root", arn, isAssumed)
    case .service(let name): (kind, arn) = ("service", name)
    case .federated(let provider): (kind, arn) = ("federated", provider)
    case .anonymous: kind = "anonymous"
    }
    if isNamed, ["user", "session", "feduser", "root"].contains(kind) {
      let fields = NaiveText.fields(arn)
      (partition, account) = (fields[1], fields[4])
    }
  }

  private var sessionIsNamed = true
  /// Whether the ARN is known.
  private var isNamed = true
  /// What `aws:userid` holds where the ARN is not known.
  private var unnamedID: String?

  /// What `aws:PrincipalArn` holds: for a session the role's ARN.
  public var principalARN: String? { kind == "session" ? roleARN : isNamed ? arn : nil }

  var userID: String? {
    if let unnamedID { return unnamedID }
    return switch kind {
    case "user": uniqueID
    case "session":
      sessionIsNamed
        ? uniqueID.map {
          $0 + ":" + NaiveText.fields(arn)[5].split(separator: "/")[2...].joined(separator: "/")
        } : nil
    case "feduser": (account ?? "") + ":" + (arn.split(separator: "/").last.map(String.init) ?? "")
    default: account
    }
  }

  /// Whether it is a session of a service-linked role.
  var isServiceLinked: Bool { kind == "session" && (roleARN ?? "").contains(":role/aws-service-role/") }

  /// The issuer of a federated user is the root user: no identity policy stands behind the session.
  var isIssuedByRoot: Bool { kind == "feduser" && (issuer ?? "").hasSuffix(":root") }
}
