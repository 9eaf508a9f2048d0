import JSON

/// The `Resource` and `NotResource` elements.
extension PolicyParser {
  mutating func resource(_ statement: JSONValue) -> ValuesElement? {
    guard let element = exclusive(statement, "Resource", "NotResource") else {
      if type.needsResource {
        error("E-MISSING", statement.position, "a statement needs `Resource` or `NotResource`")
      } else if type == .resource {
        warning(
          "W-RESOURCE-ABSENT", statement.position,
          "no `Resource`: read as the resource that the policy is attached to")
      }
      return nil
    }
    if type == .trust {
      error("E-RESOURCE-FORBIDDEN", element.value.position, "a role trust policy names no resource")
    }
    let name = element.isNegated ? "NotResource" : "Resource"
    let values = strings(element.value, name)
    if values.isEmpty, element.value.array?.isEmpty == true {
      let what = element.isNegated ? "every resource" : "no resource"
      warning("W-EMPTY-RESOURCE", element.value.position, "an empty `\(name)` matches \(what)")
    }
    for text in values {
      checkARN(text)
      checkVariables(ofResource: text)
    }
    return ValuesElement(isNegated: element.isNegated, values: values)
  }

  private mutating func checkARN(_ text: Located<String>) {
    guard text.value != "*", type != .trust else { return }
    let fields = ARNText.fields(text.value)
    guard fields.count == 6 || type != .session else {
      error("E-ARN-INCOMPLETE", text.position, "a session policy needs complete ARNs: \(text.value.quoted)")
      return
    }
    if type.isIdentityBased, let fault = ResourceForm.fault(of: fields) {
      error(fault.code, text.position, "\(text.value.quoted) \(fault.message)")
      return
    }
    if !Pattern(glob: String(fields.first ?? "")).matches("arn") {
      warning("W-ARN", text.position, "\(text.value.quoted) does not begin with `arn:` and matches no ARN")
    } else if fields.count < 6 {
      let meaning = type.isIdentityBased ? "is completed with `*`" : "is taken as it is written"
      warning("W-ARN-INCOMPLETE", text.position, "the ARN \(text.value.quoted) is short and \(meaning)")
    }
  }
}
