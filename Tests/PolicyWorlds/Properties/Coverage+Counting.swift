import IAMPolicy

extension Coverage {
  /// Counts what stands in a world.
  public mutating func count(_ world: World) {
    count(world.request)
    for (place, policy) in world.policies {
      guard let text = policy.text else { continue }
      reach("version " + (text.version ?? "none"))
      for statement in text.statements { count(statement, place.layer, isNew: text.version == "2012-10-17") }
    }
    for fact in world.unknownFacts { reach("unknown " + Self.word(fact, world)) }
  }

  private mutating func count(_ request: WorldRequest) {
    let who = NaiveCaller(request.caller)
    var kind = who.kind
    if who.isServiceLinked { kind = "service-linked session" }
    if who.isIssuedByRoot { kind = "feduser of root" }
    if who.isAssumedRoot { kind = "assumed root" }
    reach("caller " + kind)
    if who.account == nil {
      reach("place no account")
    } else if who.partition != "aws" {
      reach("place other partition")
    } else if request.resourceAccount != nil {
      reach(who.account == request.resourceAccount ? "place same account" : "place other account")
    }
    if request.options.principalInManagementAccount == true { reach("place principal in management account") }
    if request.options.resourceInManagementAccount == true { reach("place resource in management account") }
  }

  private mutating func count(_ statement: StatementText, _ layer: Layer, isNew: Bool) {
    reach("layer \(layer.rawValue) \(statement.effect)")
    for name in Self.elements(statement) { reach(name) }
    for entry in statement.principal?.entries ?? [] { reach("entry " + Self.form(entry)) }
    for condition in statement.conditions {
      reach("operator " + condition.operation.name)
      for value in condition.values { countVariables(value, isNew) }
    }
    for value in statement.resource?.values ?? [] { countVariables(value, isNew) }
  }

  private mutating func countVariables(_ text: String, _ isNew: Bool) {
    for kind in Self.variables(text, isNew) { reach("variable " + kind) }
  }

  static func elements(_ statement: StatementText) -> [String] {
    var names = [statement.action.isNegated ? "NotAction" : "Action"]
    names.append(statement.resource.map { $0.isNegated ? "NotResource" : "Resource" } ?? "no Resource")
    if let principal = statement.principal {
      names.append(principal.isNegated ? "NotPrincipal" : "Principal")
    }
    return names.map { "element \($0) \(statement.effect)" }
  }

  /// The form of a principal entry.
  static func form(_ entry: PrincipalText.Entry) -> String {
    switch entry.kind {
    case "*": return "bare star"
    case "AWS": break
    default: return entry.kind
    }
    let text = entry.text
    if text == "*" { return "AWS star" }
    if text.contains("*") { return "wildcard" }
    if text.hasPrefix("AIDA") { return "user id" }
    if text.hasPrefix("AROA") { return "role id" }
    if text.hasSuffix(":root") { return "account ARN" }
    for kind in ["user", "role", "assumed-role", "federated-user"] where text.contains(":\(kind)/") {
      return kind + " ARN"
    }
    return "account id"
  }

  static func variables(_ text: String, _ isNew: Bool) -> [String] {
    guard text.contains("${") else { return [] }
    guard isNew else { return ["version 2008"] }
    let forms = [("${*}", "star"), ("${?}", "question mark"), ("${$}", "dollar"), ("', ", "default")]
    if let form = forms.first(where: { text.contains($0.0) }) { return [form.1] }
    if text.contains(", '") { return ["default"] }
    return text.lowercased().contains("aws:tagkeys") ? ["multivalued"] : ["key"]
  }

  /// The word for an unknown fact, for keys and resources with the state that is known.
  static func word(_ fact: Fact, _ world: World) -> String {
    switch fact {
    case .key(let key):
      switch NaiveKeys.state(key, world.request) {
      case .present: "key present"
      case .oneOf: "key one of"
      default: "key unknown"
      }
    case .resource:
      switch world.request.resource {
      case .prefix: "resource prefix"
      case .pattern: "resource pattern"
      case .unknownPath: "resource of unknown path"
      case .star: "resource star"
      default: "resource unknown"
      }
    default: fact.kind
    }
  }
}
