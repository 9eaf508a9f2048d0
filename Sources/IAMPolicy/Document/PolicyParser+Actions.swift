import JSON

/// The `Action` and `NotAction` elements.
extension PolicyParser {
  mutating func action(_ statement: JSONValue) -> ValuesElement? {
    guard let element = exclusive(statement, "Action", "NotAction") else {
      error("E-MISSING", statement.position, "a statement needs `Action` or `NotAction`")
      return nil
    }
    let name = element.isNegated ? "NotAction" : "Action"
    let values = strings(element.value, name)
    if values.isEmpty, element.value.array?.isEmpty == true {
      let what = element.isNegated ? "every action" : "no action"
      warning("W-EMPTY-ACTION", element.value.position, "an empty `\(name)` matches \(what)")
    }
    if type == .rcp, element.isNegated {
      error("E-RCP-NOTACTION", element.value.position, "a resource control policy takes no `NotAction`")
    }
    for text in values {
      checkAction(text)
      if type == .rcp, !element.isNegated { checkServiceIsNamed(text) }
      if type == .trust, !element.isNegated { checkIsForTrust(text) }
    }
    return ValuesElement(isNegated: element.isNegated, values: values)
  }

  /// AWS refuses an action without a service, and one with two colons; what else matches nothing it may store.
  ///
  /// IAM User Guide, "Grammar of the IAM JSON policy language"; which texts of endpoint policies EC2 refuses
  /// is not documented.
  private mutating func checkAction(_ text: Located<String>) {
    let parts = text.value.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    let hasGap = text.value.unicodeScalars.contains { $0.isBlank || $0 == "," }
    let isUsable = parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && !hasGap
    if text.value == "*" { return }
    if isUsable { return checkSpelling(text) }
    let message = "\(text.value.quoted) is not of the form `service:Name` and matches no action"
    if parts.count != 2, !hasGap, type != .vpce, text.value.utf8.contains(where: { !"*?".utf8.contains($0) })
    {
      error("E-ACTION", text.position, message)
    } else {
      warning("W-ACTION", text.position, message)
    }
  }

  /// No action has other characters than those of ASCII that can be seen, however alike some look.
  private mutating func checkSpelling(_ text: Located<String>) {
    guard let other = text.value.unicodeScalars.first(where: { !(0x21..<0x7F).contains($0.value) }) else {
      return
    }
    warning(
      "W-ACTION", text.position,
      "\(text.value.quoted) holds the character \(Self.code(of: other)) and matches no action")
  }

  private mutating func checkServiceIsNamed(_ text: Located<String>) {
    let service = text.value.utf8.prefix { $0 != UInt8(ascii: ":") }
    guard !isFullAccess, service.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") })
    else { return }
    error("E-RCP-ACTION", text.position, "a resource control policy must name the service of its actions")
  }

  /// IAM refuses actions in a trust policy by which nobody takes a role; a wildcard may stand for one of them.
  private mutating func checkIsForTrust(_ text: Located<String>) {
    guard let name = ActionLayout.name(text.value) else { return }
    let pattern = Pattern(glob: name)
    if ServiceRules.trustActions.contains(where: { pattern.matches($0) }) { return }
    if let service = ActionLayout.service(name), service != "sts" {
      error(
        "E-TRUST-ACTION", text.position, "a role trust policy takes only actions of STS: \(text.value.quoted)"
      )
    } else {
      error(
        "E-TRUST-STS-ACTION", text.position,
        "a role trust policy takes only actions by which a role is assumed: \(text.value.quoted)")
    }
  }
}
