import JSON

/// Reads a JSON tree as a policy of one type and collects what is wrong with it.
///
/// IAM User Guide, "Grammar of the IAM JSON policy language", and the pages of each policy type.
struct PolicyParser {
  let type: PolicyType
  var findings: [PolicyFinding] = []
  private var counts: [PolicyFinding.Severity: Int] = [:]
  var version = PolicyVersion.v2008
  var sids: Set<[UInt8]> = []
  /// The operators met so far, by their text.
  var operators: [String: ConditionOperator] = [:]
  /// Whether the document is RCPFullAWSAccess, which AWS attaches everywhere: the one RCP that allows.
  private(set) var isFullAccess = false

  init(type: PolicyType) { self.type = type }

  /// The document, or nil when there is nothing that could be one.
  mutating func document(_ value: JSONValue) -> PolicyDocument? {
    guard let members = value.object else {
      error("E-TYPE", value.position, "a policy must be an object")
      return nil
    }
    checkText(value)
    checkNames(members, known: ["Version", "Id", "Statement"], of: "a policy")
    version = version(value)
    if let id = value["Id"] { checkID(id) }
    guard let statement = value["Statement"] else {
      error("E-MISSING", value.position, "a policy needs `Statement`")
      return nil
    }
    isFullAccess = type == .rcp && Self.isFullAccess(statement)
    return PolicyDocument(version: version, id: value["Id"]?.string, statements: statements(statement))
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
      error("E-VERSION", element.position, "unknown version \(text.quoted); did you mean `2012-10-17`?")
      return .v2008
    }
    if type == .rcp, version != .v2012 {
      error("E-RCP-VERSION", element.position, "a resource control policy needs `Version` 2012-10-17")
    }
    return version
  }

  private mutating func checkID(_ id: JSONValue) {
    if id.string == nil { error("E-TYPE", id.position, "`Id` must be a string") }
    if type.isIdentityBased { warning("W-ID", id.position, "`Id` has no place in \(type.phrase)") }
  }

  private mutating func statements(_ value: JSONValue) -> [Statement] {
    switch value.kind {
    case .object: return statement(value, index: 1).map { [$0] } ?? []
    case .array(let elements):
      if elements.isEmpty { error("E-MISSING", value.position, "`Statement` holds no statement") }
      var result: [Statement] = []
      for (offset, element) in elements.enumerated() {
        if let statement = statement(element, index: offset + 1) { result.append(statement) }
      }
      return result
    default:
      error("E-TYPE", value.position, "`Statement` must be an object or an array of objects")
      return []
    }
  }

  private static func isFullAccess(_ value: JSONValue) -> Bool {
    let statements = value.array ?? [value]
    guard statements.count == 1, let only = statements.first, only["Condition"] == nil else { return false }
    return only["Effect"]?.string == "Allow"
      && ["Principal", "Action", "Resource"].allSatisfy { only[$0]?.string == "*" }
  }
}

// MARK: - Findings

extension PolicyParser {
  mutating func error(_ code: String, _ position: SourcePosition, _ message: String) {
    add(code, .error, position, message)
  }

  mutating func warning(_ code: String, _ position: SourcePosition, _ message: String) {
    add(code, .warning, position, message)
  }

  /// Keeps a thousand findings of each severity: a text that earns more is not the work of a person.
  private mutating func add(
    _ code: String, _ severity: PolicyFinding.Severity, _ position: SourcePosition, _ message: String
  ) {
    let count = counts[severity, default: 0]
    counts[severity] = count + 1
    guard count <= 1000 else { return }
    let text = count < 1000 ? message : "further findings of this severity are not listed"
    findings.append(
      PolicyFinding(
        code: count < 1000 ? code : severity == .error ? "E-MORE" : "W-MORE", severity: severity,
        position: position, message: text))
  }

  /// Refuses names that are not elements; they are case-sensitive.
  mutating func checkNames(_ members: [JSONMember], known: [String], of what: String) {
    for member in members where !known.contains(where: { sameText($0, member.name) }) {
      error(
        "E-ELEMENT", member.namePosition,
        "unknown element \(member.name.quoted) in \(what)\(hint(for: member.name, among: known))")
    }
  }

  /// What was probably meant; a text with hundreds of faults is not worth the search.
  func hint(for text: String, among candidates: [String]) -> String {
    findings.count < 200 ? Spelling.hint(for: text, among: candidates) : ""
  }
}
