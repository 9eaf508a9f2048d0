import JSON

/// Reads a JSON tree as a policy of one type and collects what is wrong with it.
///
/// IAM User Guide, "Grammar of the IAM JSON policy language", and the pages of each policy type.
struct PolicyParser {
  let type: PolicyType
  var findings: [PolicyFinding] = []
  private var sids: Set<String> = []

  init(type: PolicyType) { self.type = type }

  /// The document, or nil when there is nothing that could be one.
  mutating func document(_ value: JSONValue) -> PolicyDocument? {
    guard let members = value.object else {
      error("E-TYPE", value.position, "a policy must be an object")
      return nil
    }
    checkNames(members, known: ["Version", "Id", "Statement"], of: "a policy")
    let version = version(value)
    if let id = value["Id"] { checkID(id) }
    guard let statement = value["Statement"] else {
      error("E-MISSING", value.position, "a policy needs `Statement`")
      return nil
    }
    return PolicyDocument(
      version: version, id: value["Id"]?.string, statements: statements(statement, version))
  }

  private mutating func version(_ value: JSONValue) -> PolicyVersion {
    guard let element = value["Version"] else {
      if type == .rcp {
        error("E-RCP-VERSION", value.position, "a resource control policy needs `Version` 2012-10-17")
      } else {
        warning(
          "W-VERSION-ABSENT", value.position, "no `Version`: read as 2008-10-17, without policy variables")
      }
      return .v2008
    }
    guard let text = element.string else {
      error("E-TYPE", element.position, "`Version` must be a string")
      return .v2008
    }
    guard let version = PolicyVersion(rawValue: text) else {
      error("E-VERSION", element.position, "unknown version `\(text)`; did you mean `2012-10-17`?")
      return .v2008
    }
    if type == .rcp, version != .v2012 {
      error("E-RCP-VERSION", element.position, "a resource control policy needs `Version` 2012-10-17")
    }
    return version
  }

  private mutating func checkID(_ id: JSONValue) {
    if id.string == nil { error("E-TYPE", id.position, "`Id` must be a string") }
    if type == .identity || type == .boundary || type == .session {
      warning("W-ID", id.position, "`Id` has no place in this type of policy")
    }
  }

  private mutating func statements(_ value: JSONValue, _ version: PolicyVersion) -> [Statement] {
    switch value.kind {
    case .object: return statement(value, index: 1, version).map { [$0] } ?? []
    case .array(let elements):
      if elements.isEmpty { error("E-MISSING", value.position, "`Statement` holds no statement") }
      var result: [Statement] = []
      for (offset, element) in elements.enumerated() {
        if let statement = statement(element, index: offset + 1, version) { result.append(statement) }
      }
      return result
    default:
      error("E-TYPE", value.position, "`Statement` must be an object or an array of objects")
      return []
    }
  }

  private static let statementNames = [
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource",
    "Condition",
  ]

  private mutating func statement(_ value: JSONValue, index: Int, _ version: PolicyVersion) -> Statement? {
    guard let members = value.object else {
      error("E-TYPE", value.position, "a statement must be an object")
      return nil
    }
    checkNames(members, known: Self.statementNames, of: "a statement")
    let effect = effect(value)
    let principal = principal(value, effect: effect)
    guard let action = action(value) else { return nil }
    let resource = resource(value)
    let conditions = conditions(value["Condition"], version)
    if let resource { checkVariables(resource, version) }
    return Statement(
      index: index, sid: sid(value["Sid"]), effect: effect ?? .deny, principal: principal, action: action,
      resource: resource, conditions: conditions, position: value.position)
  }

  private mutating func sid(_ value: JSONValue?) -> String? {
    guard let value else { return nil }
    guard let text = value.string else {
      error("E-TYPE", value.position, "`Sid` must be a string")
      return nil
    }
    guard type.hasPlainSids else { return text }
    let isPlain: (Unicode.Scalar) -> Bool = {
      ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
    }
    if !text.unicodeScalars.allSatisfy(isPlain) {
      error("E-SID", value.position, "`Sid` may hold only letters and digits: `\(text)`")
    }
    if !text.isEmpty, !sids.insert(text).inserted {
      error("E-SID-DUP", value.position, "the Sid `\(text)` stands twice")
    }
    return text
  }

  private mutating func effect(_ value: JSONValue) -> Effect? {
    guard let element = value["Effect"] else {
      error("E-MISSING", value.position, "a statement needs `Effect`")
      return nil
    }
    guard let text = element.string else {
      error("E-TYPE", element.position, "`Effect` must be a string")
      return nil
    }
    guard let effect = Effect(rawValue: text) else {
      let suggestion = Effect(rawValue: text.prefix(1).uppercased() + text.dropFirst().lowercased())
      let hint = suggestion.map { "; did you mean `\($0.rawValue)`?" } ?? "; it must be `Allow` or `Deny`"
      error("E-EFFECT", element.position, "unknown effect `\(text)`\(hint)")
      return nil
    }
    if type == .rcp, effect == .allow, !isFullAccess(value) {
      error("E-RCP-EFFECT", element.position, "a resource control policy can only deny")
    }
    return effect
  }

  /// RCPFullAWSAccess, which AWS attaches everywhere, is the one RCP that allows.
  private func isFullAccess(_ value: JSONValue) -> Bool {
    value["Action"]?.string == "*" && value["Resource"]?.string == "*" && value["Principal"]?.string == "*"
      && value["Condition"] == nil
  }
}

// MARK: - Findings

extension PolicyParser {
  mutating func error(_ code: String, _ position: SourcePosition, _ message: String) {
    findings.append(PolicyFinding(code: code, severity: .error, position: position, message: message))
  }

  mutating func warning(_ code: String, _ position: SourcePosition, _ message: String) {
    findings.append(PolicyFinding(code: code, severity: .warning, position: position, message: message))
  }

  /// Refuses names that are not elements, names that stand twice, and null values.
  mutating func checkNames(_ members: [JSONMember], known: [String], of what: String) {
    var seen: Set<String> = []
    for member in members {
      if !seen.insert(member.name).inserted {
        error("E-DUPKEY", member.namePosition, "the key `\(member.name)` stands twice")
      }
      if !known.contains(where: { sameText($0, member.name) }) {
        let suggestion = known.first { $0.lowercased() == member.name.lowercased() }
        let hint = suggestion.map { "; did you mean `\($0)`?" } ?? ""
        error("E-ELEMENT", member.namePosition, "unknown element `\(member.name)` in \(what)\(hint)")
      }
      if case .null = member.value.kind {
        error("E-TYPE", member.value.position, "`\(member.name)` is null, which is no value")
      }
    }
  }

  /// A string or an array of strings.
  mutating func strings(_ value: JSONValue, _ name: String) -> [Located<String>] {
    if let text = value.string { return [Located(text, at: value.position)] }
    guard let elements = value.array else {
      if value.kind != .null {
        error("E-TYPE", value.position, "`\(name)` must be a string or an array of strings")
      }
      return []
    }
    var result: [Located<String>] = []
    for element in elements {
      if let text = element.string {
        result.append(Located(text, at: element.position))
      } else {
        error("E-TYPE", element.position, "`\(name)` must hold only strings")
      }
    }
    return result
  }
}

extension PolicyType {
  /// Whether Sids are letters and digits only, and unique.
  var hasPlainSids: Bool {
    switch self {
    case .identity, .boundary, .session, .scp, .rcp: true
    case .trust, .resource, .kms, .vpce: false
    }
  }

  /// Whether a statement names principals.
  var hasPrincipals: Bool {
    switch self {
    case .identity, .boundary, .session, .scp: false
    case .trust, .resource, .kms, .vpce, .rcp: true
    }
  }
}
