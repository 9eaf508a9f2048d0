import IAMPolicy

extension NaiveEvaluator {
  /// The classes in which a statement matches the caller.
  mutating func classes(_ statement: StatementText, _ place: PolicyPlace, _ index: Int) -> Set<String> {
    guard let principal = statement.principal else { return ["D"] }
    var listed: Set<String> = []
    for entry in principal.entries { if let found = entryClass(entry) { listed.insert(found) } }
    if principal.isNegated {
      if statement.effect == "Allow" { return listed.isEmpty ? ["D"] : [] }
      let isStar = principal.entries.contains { $0.text == "*" && ($0.kind == "AWS" || $0.kind == "*") }
      return deniesUnlisted(listed, isStar, "\(place.layer)/\(place.level)/\(place.index)/\(index)")
        ? ["D"] : []
    }
    guard place.layer == .vpcEndpoint, request.options.vpcEndpointType == .gateway else { return listed }
    // A gateway endpoint takes an account for its root user; the text does not say what it takes a canonical id for.
    let isCanonical = principal.entries.contains { $0.kind == "CanonicalUser" && entryClass($0) == "A" }
    if !isCanonical || !choose("ambiguous:canonical-user-at-gateway") { listed.remove("A") }
    return listed
  }

  /// The class of one entry, by the table of entries and callers.
  private func entryClass(_ entry: PrincipalText.Entry) -> String? {
    let text = entry.text
    switch entry.kind {
    case "*": return "D"
    case "Service": return who.kind == "service" && NaiveText.equal(text, who.arn) ? "D" : nil
    case "Federated": return who.kind == "federated" && NaiveText.equal(text, who.arn) ? "D" : nil
    case "CanonicalUser":
      guard who.account != nil, let id = request.options.canonicalID, NaiveText.equal(id, text) else {
        return nil
      }
      return who.kind == "root" ? "D" : "A"
    default: return text == "*" ? "D" : namedClass(text)
    }
  }

  private func namedClass(_ text: String) -> String? {
    guard let account = who.account, let partition = who.partition else { return nil }
    if text == account || text == "arn:\(partition):iam::\(account):root" {
      return who.kind == "root" ? "D" : "A"
    }
    switch who.kind {
    case "user": return NaiveText.equal(text, who.arn) || text == who.uniqueID ? "D" : nil
    case "session":
      if NaiveText.equal(text, who.arn) { return "D" }
      return text == who.roleARN || text == who.uniqueID ? "R" : nil
    case "feduser":
      if NaiveText.equal(text, who.arn) { return "D" }
      return text == who.issuer && text.contains(":user/") ? "R" : nil
    default: return nil
    }
  }

  /// Whether a Deny with `NotPrincipal` applies, given the classes in which its list names the caller.
  private mutating func deniesUnlisted(_ listed: Set<String>, _ isStar: Bool, _ name: String) -> Bool {
    if isStar { return false }
    let isNamed = listed.contains("D") || listed.contains("R")
    let question = "semantics:notprincipal-parent " + name
    guard ["user", "session", "feduser"].contains(who.kind) else { return !isNamed }
    if hasBoundary { return true }
    if !isNamed { return true }
    if who.kind == "session" {
      return listed.contains("R") && listed.contains("A") ? false : choose(question)
    }
    return listed.contains("A") ? false : choose(question)
  }

  private var hasBoundary: Bool {
    world.layers[.boundary] != nil && !who.isServiceLinked && !who.isIssuedByRoot
  }
}
