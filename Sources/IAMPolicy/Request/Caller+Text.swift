extension Caller {
  /// Reads a caller from an ARN, a service principal's name or the word `anonymous`; nil for anything else.
  ///
  /// A role's ARN means a session of that role of unknown name. An assumed-role ARN alone means a role
  /// without path, except for names of service-linked roles, whose path stays unknown.
  public init?(text: String, roleARN: String? = nil, issuer: String? = nil, uniqueID: String? = nil) {
    if text == "anonymous" {
      self = .anonymous
      return
    }
    guard text.hasPrefix("arn:") else {
      guard text.contains(".") else { return nil }
      self = .service(name: text)
      return
    }
    let resource = ARNText.resource(of: text)
    let parts = resource.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard Self.hasForm(text, service: Self.sessionTypes.contains(parts[0]) ? "sts" : "iam"),
      !parts.contains("")
    else { return nil }
    if resource == "root" {
      self = .root(arn: text, isAssumed: false)
    } else if resource.hasPrefix("user/") {
      self = .user(arn: text, uniqueID: uniqueID)
    } else if resource.hasPrefix("federated-user/") {
      self = .federatedUser(arn: text, issuer: issuer, issuerUniqueID: uniqueID)
    } else if let session = RoleSession(arn: text, parts: parts, roleARN: roleARN, uniqueID: uniqueID) {
      self = .session(session)
    } else {
      return nil
    }
  }

  private static let sessionTypes: Set<String> = ["assumed-role", "federated-user"]

  /// Whether an ARN has partition and account, the service, and no region: IAM User Guide, "IAM identifiers".
  private static func hasForm(_ arn: String, service: String) -> Bool {
    let fields = ARNText.fields(arn)
    return fields.count == 6 && !fields[1].isEmpty && fields[2] == service && fields[3].isEmpty
      && ARNText.isAccountID(fields[4])
  }
}

extension RoleSession {
  /// A session from an assumed-role or role ARN; nil for any other.
  fileprivate init?(arn: String, parts: [String], roleARN: String?, uniqueID: String?) {
    guard let partition = ARNText.field(1, of: arn), let account = ARNText.field(4, of: arn) else {
      return nil
    }
    if parts.first == "role", let name = parts.last, parts.count >= 2 {
      self.init(
        partition: String(partition), account: String(account), roleName: name, sessionName: nil,
        roleARN: arn,
        roleID: uniqueID)
      return
    }
    guard parts.first == "assumed-role", parts.count >= 3 else { return nil }
    let name = parts[1]
    let implied = name.hasPrefix("AWSServiceRoleFor") ? nil : "arn:\(partition):iam::\(account):role/\(name)"
    self.init(
      partition: String(partition), account: String(account), roleName: name,
      sessionName: parts[2...].joined(separator: "/"), roleARN: roleARN ?? implied, roleID: uniqueID)
  }
}
