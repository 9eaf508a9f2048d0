import IAMPolicy
import JSON

extension World {
  /// The world as a line of a case file.
  ///
  /// What the case format cannot say stands in it as `{"oneOf": …}` and the like and is named in `inexpressible`.
  public func caseLine(id: String) -> String {
    var members: [(String, JSONValue)] = [
      ("id", .string(id)), ("request", requestJSON), ("policies", policyJSON),
    ]
    if !inexpressible.isEmpty { members.append(("inexpressible", .array(inexpressible.map { .string($0) }))) }
    return JSONValue.object(members).text()
  }

  /// What of this world the case format has no words for.
  var inexpressible: [String] {
    var names = request.context.values.filter { if case .oneOf = $0.value { true } else { false } }.keys
      .sorted()
    switch request.resource {
    case .pattern, .unknownPath, .star: names.append("resource")
    default: break
    }
    switch request.caller {
    case .session(let session)
    where session.roleARN == nil && !session.roleName.hasPrefix("AWSServiceRoleFor"):
      names.append("role path")
    case .root(_, isAssumed: true): names.append("AssumeRoot")
    case .unnamed: names.append("caller without an ARN")
    default: break
    }
    return names
  }

  private var requestJSON: JSONValue {
    var context = request.context.values.sorted { $0.key < $1.key }.map { ($0.key, Self.json($0.value)) }
    if request.context.isOpenWorld { context.append(("*", .object([("unknown", .bool(true))]))) }
    return .object([
      ("principal", principalJSON), ("action", .string(request.action)), ("resource", resourceJSON),
      ("resourceAccount", request.resourceAccount.map { .string($0) } ?? .null),
      ("context", .object(context)),
      ("options", optionsJSON),
    ])
  }

  private static func json(_ value: ContextValue) -> JSONValue {
    switch value {
    case .known(let values): values.count == 1 ? .string(values[0]) : .array(values.map { .string($0) })
    case .absent: .object([("absent", .bool(true))])
    case .present: .object([("present", .bool(true))])
    case .unknown: .object([("unknown", .bool(true))])
    case .oneOf(let states): .object([("oneOf", .array(states.map { json($0) }))])
    }
  }

  private var principalJSON: JSONValue {
    var members: [(String, String?)]
    switch request.caller {
    case .user(let arn, let id): members = [("arn", arn), ("uniqueId", id)]
    case .session(let session):
      let role =
        session.roleARN ?? "arn:\(session.partition):iam::\(session.account):role/\(session.roleName)"
      let named = session.sessionName.map {
        "arn:\(session.partition):sts::\(session.account):assumed-role/\(session.roleName)/\($0)"
      }
      members = [("arn", named ?? role), ("uniqueId", session.roleID)]
      if named != nil { members.append(("roleArn", session.roleARN)) }
    case .unnamed(let caller):
      members = [
        ("uniqueId", caller.uniqueID), ("sessionName", caller.sessionName), ("account", caller.account),
        ("partition", caller.partition), ("isServiceLinked", caller.isServiceLinked.map { "\($0)" }),
      ]
    case .federatedUser(let arn, let issuer, _): members = [("arn", arn), ("issuer", issuer)]
    case .root(let arn, _): members = [("arn", arn)]
    case .service(let name): return .string(name)
    case .federated(let provider): members = [("federated", provider)]
    case .anonymous: return .string("anonymous")
    }
    members.append(("canonicalId", request.options.canonicalID))
    return .object(members.compactMap { name, text in text.map { (name, .string($0)) } })
  }

  private var resourceJSON: JSONValue {
    switch request.resource {
    case .arn(let arn): .string(arn)
    case .prefix(let prefix): .object([("prefix", .string(prefix))])
    case .pattern(let pattern): .object([("pattern", .string(pattern))])
    case .unknownPath(let start, let name): .object([("prefix", .string(start)), ("name", .string(name))])
    case .star: .object([("star", .bool(true))])
    case .unknown: .null
    }
  }

  private var optionsJSON: JSONValue {
    let options = request.options
    var members: [(String, JSONValue)] = [
      ("principalInManagementAccount", options.principalInManagementAccount.map { .bool($0) } ?? .null),
      ("resourceInManagementAccount", options.resourceInManagementAccount.map { .bool($0) } ?? .null),
    ]
    if let type = options.vpcEndpointType { members.append(("vpcEndpointType", .string(type.rawValue))) }
    if options.kmsGrantsUnknown { members.append(("kmsGrants", .string("unknown"))) }
    if options.sharingUnknown { members.append(("sharing", .string("unknown"))) }
    members.append(("refusedByCredentials", options.isRefusedByCredentials.map { .bool($0) } ?? .null))
    return .object(members)
  }

  private var policyJSON: JSONValue {
    .object(
      Layer.allCases.compactMap { layer in
        layers[layer].map { levels in
          let texts = levels.map { JSONValue.array($0.map { Self.json($0) }) }
          let isLevelled = layer == .scps || layer == .rcps
          return (layer.rawValue, isLevelled ? .array(texts) : texts.first ?? .array([]))
        }
      })
  }

  private static func json(_ policy: WorldPolicy) -> JSONValue {
    let name = policy.name.split(separator: ":").dropFirst(2).joined(separator: ":")
    let text = policy.text.map { $0.json } ?? .string("$unknown")
    return name.isEmpty ? text : .object([("name", .string(name)), ("policy", text)])
  }
}
