import JSON

/// The elements of a statement, each by the rules of the policy's type.
extension PolicyParser {
  mutating func principal(_ value: JSONValue, effect: Effect?) -> PrincipalElement? {
    let plain = value["Principal"]
    let negated = value["NotPrincipal"]
    if let plain, negated != nil {
      error("E-EXCLUSIVE", plain.position, "`Principal` and `NotPrincipal` exclude each other")
    }
    guard let element = plain ?? negated else {
      if type.hasPrincipals { error("E-MISSING", value.position, "a statement needs `Principal`") }
      return nil
    }
    guard type.hasPrincipals else {
      error("E-PRINCIPAL-FORBIDDEN", element.position, "this type of policy may not name a principal")
      return nil
    }
    if plain == nil { checkNotPrincipal(element, effect: effect) }
    let entries = principalEntries(element)
    let isEveryone = entries.count == 1 && entries[0].text.value == "*"
    if type == .rcp, !isEveryone {
      error("E-RCP-PRINCIPAL", element.position, "the principal of a resource control policy must be `*`")
    }
    return PrincipalElement(isNegated: plain == nil, entries: entries)
  }

  private mutating func checkNotPrincipal(_ element: JSONValue, effect: Effect?) {
    if type == .trust || type == .rcp {
      error("E-PRINCIPAL-FORBIDDEN", element.position, "`NotPrincipal` has no place in this type of policy")
    } else if effect == .allow {
      warning(
        "W-NOTPRINCIPAL-ALLOW", element.position, "`NotPrincipal` with Allow is no longer accepted by AWS")
    }
  }

  private mutating func principalEntries(_ element: JSONValue) -> [PrincipalElement.Entry] {
    if let text = element.string {
      if text != "*" { error("E-TYPE", element.position, "a principal is `*` or an object, not `\(text)`") }
      return [.init(kind: .everyone, text: Located(text, at: element.position))]
    }
    guard let members = element.object else {
      if element.kind != .null { error("E-TYPE", element.position, "a principal is `*` or an object") }
      return []
    }
    checkNames(members, known: ["AWS", "Service", "Federated", "CanonicalUser"], of: "a principal")
    var entries: [PrincipalElement.Entry] = []
    for member in members {
      guard let kind = PrincipalElement.Kind(rawValue: member.name) else { continue }
      for text in principalTexts(member.value, member.name) {
        if text.value != "*", text.value.contains("*") || text.value.contains("?") {
          error("E-PRINCIPAL-WILDCARD", text.position, "a principal may not hold a wildcard: `\(text.value)`")
        }
        entries.append(.init(kind: kind, text: text))
      }
    }
    return entries
  }

  /// Account ids may be written as numbers; their source text is kept.
  private mutating func principalTexts(_ value: JSONValue, _ name: String) -> [Located<String>] {
    if case .number(let text) = value.kind { return [Located(text, at: value.position)] }
    return strings(value, name)
  }

  mutating func action(_ value: JSONValue) -> ValuesElement? {
    guard let element = exclusive(value, "Action", "NotAction") else {
      error("E-MISSING", value.position, "a statement needs `Action` or `NotAction`")
      return nil
    }
    let values = strings(element.value, element.isNegated ? "NotAction" : "Action")
    if values.isEmpty, element.value.array != nil {
      warning("W-EMPTY-ACTION", element.value.position, "an empty list of actions matches nothing")
    }
    for text in values { checkAction(text) }
    if type == .rcp, element.isNegated {
      error("E-RCP-NOTACTION", element.value.position, "a resource control policy takes no `NotAction`")
    }
    let isFullAccess = value["Effect"]?.string == "Allow"
    if type == .rcp, !isFullAccess, values.contains(where: { $0.value == "*" }) {
      error(
        "E-RCP-ACTION", element.value.position,
        "a resource control policy must name the service of its actions")
    }
    return ValuesElement(isNegated: element.isNegated, values: values)
  }

  private mutating func checkAction(_ text: Located<String>) {
    let colons = text.value.utf8.filter { $0 == UInt8(ascii: ":") }.count
    guard text.value != "*", colons != 1 || text.value.hasSuffix(":") || text.value.contains(" ") else {
      return
    }
    warning(
      "W-ACTION", text.position, "`\(text.value)` is not of the form `service:Name` and matches no action")
  }

  mutating func resource(_ value: JSONValue) -> ValuesElement? {
    guard let element = exclusive(value, "Resource", "NotResource") else {
      if type != .trust && type != .resource {
        error("E-MISSING", value.position, "a statement needs `Resource` or `NotResource`")
      }
      return nil
    }
    if type == .trust {
      error("E-RESOURCE-FORBIDDEN", element.value.position, "a trust policy has no `Resource`")
    }
    let values = strings(element.value, element.isNegated ? "NotResource" : "Resource")
    for text in values { checkResource(text) }
    return ValuesElement(isNegated: element.isNegated, values: values)
  }

  private mutating func checkResource(_ text: Located<String>) {
    let fields = text.value.split(separator: ":", omittingEmptySubsequences: false).count
    guard text.value != "*", fields < 6 else { return }
    switch type {
    case .session:
      error("E-ARN-INCOMPLETE", text.position, "a session policy needs complete ARNs: `\(text.value)`")
    case .identity, .boundary:
      warning("W-ARN-INCOMPLETE", text.position, "the ARN `\(text.value)` is completed with `*`")
    default: break
    }
  }

  /// The one of two elements that is there; both at once are an error.
  private mutating func exclusive(
    _ value: JSONValue, _ name: String, _ negatedName: String
  ) -> (value: JSONValue, isNegated: Bool)? {
    let plain = value[name]
    let negated = value[negatedName]
    if let plain, negated != nil {
      error("E-EXCLUSIVE", plain.position, "`\(name)` and `\(negatedName)` exclude each other")
    }
    return plain.map { ($0, false) } ?? negated.map { ($0, true) }
  }
}
