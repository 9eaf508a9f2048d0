import AWSCatalog
import IAMPolicy

/// Warns of what looks mistyped in a request, as what is mistyped is decided like anything else.
extension CatalogLint {
  /// The warnings, in sentences.
  ///
  /// For an action or key that AWS does not have, a value that the key cannot have, and a resource of a service of which
  /// the action takes none.
  public mutating func warnings(for typed: TypedRequest) -> [String] {
    hints = 1 + typed.context.count
    var warnings: [String] = []
    if let finding = finding(ofAction: Located(typed.action)) {
      warnings.append(finding.message)
    } else if let warning = warning(ofResource: typed) {
      warnings.append(warning)
    }
    for key in typed.context.keys.sorted() {
      if let finding = finding(ofKey: Located(key)) {
        warnings.append(finding.message)
      } else if !key.contains(":") {
        warnings.append("the condition key `\(key)` lacks its service: it has the form `service:name`")
      } else if let type = ConditionKeys.type(of: key)?.value {
        warnings += (typed.context[key] ?? []).filter { !type.admits($0) }.map { value in
          "the value `\(value)` of the condition key `\(key)` is not \(type.phrase)"
        }
      }
    }
    return warnings
  }

  /// A warning of an ARN of a service of which the action takes no resource.
  private mutating func warning(ofResource typed: TypedRequest) -> String? {
    let own = ARNFields(typed.resource ?? "").service
    let parts = typed.action.lowercased().split(separator: ":").map { String($0) }
    guard !own.isEmpty, parts.count == 2, own != parts[0], let service = catalog.service(parts[0]) else {
      return nil
    }
    let taken = service.actions[parts[1]]?.resourceTypes ?? []
    let services = Set(
      taken.compactMap { service.resourceTypes[$0] }.map { ARNFields($0.arnPattern).service })
    if services.contains(own) || services.contains("${Service}") || services.contains("*") { return nil }
    let expected =
      services.isEmpty ? "no resource" : "resources of \(services.sorted().joined(separator: ", "))"
    return "`\(typed.action)` takes \(expected), but `\(typed.resource ?? "")` is one of \(own)"
  }
}
