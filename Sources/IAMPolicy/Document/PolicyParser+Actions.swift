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

  private mutating func checkAction(_ text: Located<String>) {
    let parts = text.value.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    let hasSpace = text.value.unicodeScalars.contains { $0.isBlank }
    let isUsable = parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && !hasSpace
    guard text.value != "*", !isUsable else { return }
    warning(
      "W-ACTION", text.position,
      "\(text.value.quoted) is not of the form `service:Name` and matches no action")
  }

  private mutating func checkServiceIsNamed(_ text: Located<String>) {
    let service = text.value.utf8.prefix { $0 != UInt8(ascii: ":") }
    guard !isFullAccess, service.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") })
    else { return }
    error("E-RCP-ACTION", text.position, "a resource control policy must name the service of its actions")
  }

  /// IAM refuses actions of other services in a trust policy; a wildcard may stand for STS.
  private mutating func checkIsForTrust(_ text: Located<String>) {
    let service = text.value.prefix { $0 != ":" }.lowercased()
    guard text.value.contains(":"), service != "sts",
      !service.contains(where: { $0 == "*" || $0 == "?" })
    else { return }
    error(
      "E-TRUST-ACTION", text.position, "a role trust policy takes only actions of STS: \(text.value.quoted)")
  }
}
