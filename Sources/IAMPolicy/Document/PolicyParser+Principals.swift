import JSON

/// The `Principal` and `NotPrincipal` elements.
extension PolicyParser {
  mutating func principal(_ statement: JSONValue, effect: Effect?) -> PrincipalElement? {
    guard let element = exclusive(statement, "Principal", "NotPrincipal") else {
      if type.hasPrincipals { error("E-MISSING", statement.position, "a statement needs `Principal`") }
      return nil
    }
    let value = element.value
    guard type.hasPrincipals else {
      error("E-PRINCIPAL-FORBIDDEN", value.position, "\(type.phrase) may not name a principal")
      return nil
    }
    if element.isNegated {
      checkNotPrincipal(value, effect: effect)
    } else if type == .rcp, value.string != "*" {
      error("E-RCP-PRINCIPAL", value.position, "the principal of a resource control policy must be `\"*\"`")
    } else if type == .trust, value.string == "*" {
      warning("W-PRINCIPAL", value.position, "a role trust policy names everyone as `{\"AWS\": \"*\"}`")
    }
    return PrincipalElement(isNegated: element.isNegated, entries: principalEntries(value))
  }

  private mutating func checkNotPrincipal(_ value: JSONValue, effect: Effect?) {
    if type == .rcp {
      error("E-RCP-PRINCIPAL", value.position, "a resource control policy takes no `NotPrincipal`")
    } else if type == .trust {
      error("E-PRINCIPAL-FORBIDDEN", value.position, "`NotPrincipal` has no place in \(type.phrase)")
    } else if effect == .allow {
      warning(
        "W-NOTPRINCIPAL-ALLOW", value.position, "`NotPrincipal` with Allow is no longer accepted by AWS")
    }
  }

  private mutating func principalEntries(_ value: JSONValue) -> [PrincipalElement.Entry] {
    if let text = value.string {
      if text != "*" {
        error("E-PRINCIPAL", value.position, "a principal is `*` or an object, not \(text.quoted)")
      }
      return [.init(kind: .everyone, text: Located(text, at: value.position))]
    }
    guard let members = value.object else {
      error("E-TYPE", value.position, "a principal is `*` or an object")
      return []
    }
    checkNames(members, known: ["AWS", "Service", "Federated", "CanonicalUser"], of: "a principal")
    if members.isEmpty { warning("W-EMPTY-PRINCIPAL", value.position, "an empty principal matches nobody") }
    var entries: [PrincipalElement.Entry] = []
    for member in members {
      guard let kind = PrincipalElement.Kind(rawValue: member.name), kind != .everyone else { continue }
      for text in principalTexts(member.value, member.name) {
        checkForm(text, kind)
        entries.append(.init(kind: kind, text: text))
      }
    }
    return entries
  }

  /// Strings; account ids may be written as numbers, whose source text is kept.
  private mutating func principalTexts(_ value: JSONValue, _ name: String) -> [Located<String>] {
    if value.array?.isEmpty == true {
      warning("W-EMPTY-PRINCIPAL", value.position, "an empty `\(name)` matches nobody")
    }
    var texts: [Located<String>] = []
    for element in value.array ?? [value] {
      switch element.kind {
      case .string(let text): texts.append(Located(text, at: element.position))
      case .number(let text) where name == "AWS": texts.append(Located(text, at: element.position))
      default: error("E-TYPE", element.position, "`\(name)` must be a string or an array of strings")
      }
    }
    return texts
  }

  private mutating func checkForm(_ text: Located<String>, _ kind: PrincipalElement.Kind) {
    if text.value == "*" {
      if kind != .aws {
        warning("W-PRINCIPAL", text.position, "`*` under `\(kind.rawValue)` is not documented by AWS")
      }
    } else if text.value.utf8.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) {
      error(
        "E-PRINCIPAL-WILDCARD", text.position, "a principal may not hold a wildcard: \(text.value.quoted)")
    } else if text.value.contains("${") {
      error("E-PRINCIPAL", text.position, "a principal may not hold a variable: \(text.value.quoted)")
    } else if !PrincipalForm.isValid(text.value, kind) {
      error(
        "E-PRINCIPAL", text.position, "\(text.value.quoted) is no principal of the kind `\(kind.rawValue)`")
    } else if let partition = PrincipalForm.unlistedPartition(of: text.value) {
      error(
        "E-PARTITION", text.position,
        "\(text.value.quoted) names a partition that AWS does not have: \(String(partition).quoted)")
    } else if kind == .aws, PrincipalForm.isUniqueID(text.value) {
      warning(
        "W-PRINCIPAL", text.position, "\(text.value.quoted) stands where a deleted user or role was named")
    }
  }
}

/// The forms that an entry of a principal can have.
///
/// IAM User Guide, "AWS JSON policy elements: Principal".
enum PrincipalForm {
  static func isValid(_ text: String, _ kind: PrincipalElement.Kind) -> Bool {
    switch kind {
    case .everyone: text == "*"
    case .aws: ARNText.isAccountID(text) || isUniqueID(text) || isARN(text)
    case .service: isHostName(text)
    case .federated: isHostName(text) || isProviderARN(text)
    case .canonicalUser: !text.isEmpty && text.utf8.allSatisfy(isAlphanumeric)
    }
  }

  /// The unique id of a user or role, which AWS shows once the entity is deleted.
  static func isUniqueID(_ text: String) -> Bool {
    (text.hasPrefix("AIDA") || text.hasPrefix("AROA")) && text.utf8.count > 4
      && text.utf8.allSatisfy(isAlphanumeric)
  }

  /// The partition of an ARN, where AWS has none of this name.
  static func unlistedPartition(of text: String) -> Substring? {
    guard let partition = ARNText.field(1, of: text), !ARNText.partitions.contains(String(partition)) else {
      return nil
    }
    return partition
  }

  private static func isARN(_ text: String) -> Bool {
    guard let (service, account, resource) = fields(of: text) else { return false }
    let names = resource.split(separator: "/", omittingEmptySubsequences: false)
    guard let type = names.first, names.last?.isEmpty == false else { return false }
    switch (service, type) {
    case ("iam", "root"): return names.count == 1 && ARNText.isAccountID(account)
    // Origin access identities of CloudFront are users of an account named `cloudfront`.
    case ("iam", "user"): return names.count >= 2 && (ARNText.isAccountID(account) || account == "cloudfront")
    case ("iam", "role"): return names.count >= 2 && ARNText.isAccountID(account)
    case ("sts", "assumed-role"): return names.count == 3 && !names[1].isEmpty && ARNText.isAccountID(account)
    case ("sts", "federated-user"): return names.count == 2 && ARNText.isAccountID(account)
    default: return false
    }
  }

  private static func isProviderARN(_ text: String) -> Bool {
    guard let (service, account, resource) = fields(of: text), service == "iam", ARNText.isAccountID(account)
    else {
      return false
    }
    return resource.hasPrefix("saml-provider/") || resource.hasPrefix("oidc-provider/")
  }

  /// Service, account and resource of an ARN without region.
  private static func fields(of text: String) -> (Substring, Substring, Substring)? {
    let fields = ARNText.fields(text)
    guard fields.count == 6, fields[0] == "arn", !fields[1].isEmpty, fields[3].isEmpty else { return nil }
    return (fields[2], fields[4], fields[5])
  }

  /// A name such as `s3.amazonaws.com`.
  private static func isHostName(_ text: String) -> Bool {
    let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return labels.count >= 2
      && labels.allSatisfy { label in
        !label.isEmpty
          && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
      }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }
}
