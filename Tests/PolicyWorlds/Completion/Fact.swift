import IAMPolicy

/// One fact of a world that may be unknown.
public enum Fact: Hashable, Sendable {
  /// A context key, in lower case.
  case key(String)
  /// Whether keys that are not listed are absent.
  case closedWorld
  case resource
  case resourceAccount
  case sessionName
  case uniqueID
  case issuer
  case rolePath
  case callerARN
  case canonicalID
  case principalInManagementAccount
  case resourceInManagementAccount
  case kmsGrants
  case sharing
  /// The text behind a policy's name.
  case policy(String)

  /// The fact that a decision's dependency names; nil for what no log or export can settle.
  init?(dependency name: String) {
    let names: [String: Fact] = [
      "resource": .resource, "resourceAccount": .resourceAccount, "principal.sessionName": .sessionName,
      "principal.uniqueId": .uniqueID, "principal.issuer": .issuer, "principal.roleArn": .rolePath,
      "principal.arn": .callerARN,
      "principal.canonicalId": .canonicalID, "principalInManagementAccount": .principalInManagementAccount,
      "resourceInManagementAccount": .resourceInManagementAccount, "kms:grants": .kmsGrants,
      "resource:sharing": .sharing,
    ]
    if name.hasPrefix("key:") {
      self = .key(String(name.dropFirst(4)))
    } else if name.hasPrefix("policy:") {
      self = .policy(name)
    } else if let fact = names[name] {
      self = fact
    } else {
      return nil
    }
  }

  /// The layer whose policy it is.
  var layer: Layer? {
    guard case .policy(let name) = self else { return nil }
    let word = name.split(separator: ":").dropFirst().first.map(String.init)
    return Layer.allCases.first { $0.caseName == word }
  }

  /// A word for the kind of fact, for counting.
  var kind: String {
    switch self {
    case .key: "key"
    case .policy(let name): name.split(separator: ":").prefix(2).joined(separator: ":")
    default: "\(self)"
    }
  }
}

extension World {
  /// The facts that are unknown in this world, in a fixed order.
  public var unknownFacts: [Fact] {
    var facts = openKeys.sorted().map { Fact.key($0) }
    if request.context.isOpenWorld { facts.append(.closedWorld) }
    if case .arn = request.resource {} else { facts.append(.resource) }
    if request.resourceAccount == nil { facts.append(.resourceAccount) }
    facts += unknownOfCaller + unknownOptions
    var names: Set<String> = []
    for (_, policy) in policies where policy.text == nil { names.insert(policy.name) }
    if needsResourcePolicy, layers[.resource] == nil { names.insert("policy:resource") }
    return facts + names.sorted().map { Fact.policy($0) }
  }

  private var unknownOfCaller: [Fact] {
    switch request.caller {
    case .user(_, nil): [.uniqueID]
    case .session(let session):
      (session.sessionName == nil ? [.sessionName] : []) + (session.roleARN == nil ? [.rolePath] : [])
        + (session.roleID == nil ? [.uniqueID] : [])
    case .unnamed(let caller): [.callerARN] + (caller.isServiceLinked == nil ? [.rolePath] : [])
    case .federatedUser(_, nil, _): [.issuer]
    default: []
    }
  }

  private var unknownOptions: [Fact] {
    let options = request.options
    var facts: [Fact] = []
    if options.canonicalID == nil { facts.append(.canonicalID) }
    if options.principalInManagementAccount == nil { facts.append(.principalInManagementAccount) }
    if options.resourceInManagementAccount == nil { facts.append(.resourceInManagementAccount) }
    if options.kmsGrantsUnknown { facts.append(.kmsGrants) }
    if options.sharingUnknown { facts.append(.sharing) }
    return facts
  }

  /// The keys whose state is not settled, of those that are stated or that a policy asks for.
  var openKeys: Set<String> {
    let keys = mentionedKeys.union(request.context.values.keys)
    return keys.filter { key in
      switch NaiveKeys.state(key, request) {
      case .unknown, .present, .oneOf: true
      case .known, .absent: false
      }
    }
  }

  /// The keys that conditions and variables of the policies name, and that rules look at, in lower case.
  var mentionedKeys: Set<String> {
    let ofRules: Set<String> = request.action == "iam:DeleteRole" ? ["aws:viaawsservice"] : []
    return policies.reduce(into: ofRules) { keys, entry in keys.formUnion(entry.policy.mentionedKeys) }
  }

  /// Whether the resource is one that always has a policy: a key or a role to assume.
  var needsResourcePolicy: Bool {
    if Self.trustActions.contains(request.action) { return true }
    guard request.action.hasPrefix("kms:") else { return false }
    if case .arn(let arn) = request.resource { return arn != "*" }
    return request.resource != .star
  }
}

extension PolicyText {
  var mentionedKeys: Set<String> {
    var keys: Set<String> = []
    for statement in statements {
      for condition in statement.conditions {
        keys.insert(condition.key.lowercased())
        for value in condition.values { keys.formUnion(Self.variables(value)) }
      }
      for value in statement.resource?.values ?? [] { keys.formUnion(Self.variables(value)) }
    }
    return keys
  }

  private static func variables(_ text: String) -> [String] {
    guard text.utf8.contains(UInt8(ascii: "$")) else { return [] }
    return text.split(separator: "${").dropFirst(text.hasPrefix("${") ? 0 : 1).compactMap { part in
      let name = part.prefix { $0 != "}" && $0 != "," }.lowercased()
      return ["*", "?", "$"].contains(name) ? nil : name
    }
  }
}
