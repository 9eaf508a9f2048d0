import AWSCatalog
import IAMPolicy

/// Warns of what looks mistyped in a request, as what is mistyped is decided like anything else.
extension CatalogLint {
  /// The warnings, in sentences.
  ///
  /// For an action or key that AWS does not have, a value that the key cannot have, and a resource that is of no type which
  /// the action takes.
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
        if type == .arn { warnings += Self.partitionWarnings(typed.context[key] ?? [], of: key) }
      }
    }
    return warnings
  }

  /// Warnings of ARNs in partitions that AWS does not have.
  private static func partitionWarnings(_ values: [String], of key: String) -> [String] {
    values.compactMap { value in
      let fields = ARNText.fields(value)
      guard fields.count == 6, let fault = ARNPattern.fault(ofPartition: fields[1]) else { return nil }
      return "in the value `\(value)` of the condition key `\(key)`: \(fault)"
    }
  }

  /// A warning of an action that AWS does not have; nil for one that the catalog knows, and for a service that it does not.
  mutating func warning(ofAction action: String) -> String? {
    hints = 1
    return finding(ofAction: Located(action))?.message
  }

  /// A warning of a resource of a service, or of a type, of which the action takes none.
  private mutating func warning(ofResource typed: TypedRequest) -> String? {
    let parts = typed.action.lowercased().split(separator: ":").map { String($0) }
    guard let resource = typed.resource, parts.count == 2, let service = catalog.service(parts[0]),
      let action = service.actions[parts[1]]
    else { return nil }
    let patterns = action.resourceTypes.compactMap { service.resourceTypes[$0]?.arnPattern }
    let own = ARNFields(resource).service
    if own.isEmpty { return resource == "*" ? warning(ofStarFor: action, typed) : nil }
    let services = Set(patterns.map { ARNFields($0).service })
    if services.contains("${Service}") || services.contains("*") { return nil }
    if services.isEmpty, own == parts[0] { return nil }
    guard services.contains(own) else {
      let expected =
        services.isEmpty ? "no resource" : "resources of \(services.sorted().joined(separator: ", "))"
      return "`\(typed.action)` takes \(expected), but `\(resource)` is one of \(own)"
    }
    let text = Array(resource.utf8)
    if patterns.contains(where: { Wildcard.matches(Self.glob($0), text) }) { return nil }
    return
      "`\(typed.action)` takes \(Self.list(action.resourceTypes)), but `\(resource)` has the form of none"
  }

  /// A warning of `*` for an action that always has a resource of its own.
  private func warning(ofStarFor action: ServiceCatalog.Action, _ typed: TypedRequest) -> String? {
    // Of S3 the reference calls the types optional, as each of them may stand for the others.
    let isOfS3 = typed.action.lowercased().hasPrefix("s3:")
    let types = isOfS3 ? action.resourceTypes : action.requiredTypes.sorted()
    return types.isEmpty ? nil : "`\(typed.action)` is asked of one \(Self.list(types)), never of `*`"
  }

  private static func list(_ types: [String]) -> String { types.joined(separator: " or ") }

  /// A resource type's ARN with `*` for its placeholders.
  private static func glob(_ arnPattern: String) -> [UInt8] {
    var glob: [UInt8] = []
    var isPlaceholder = false
    for byte in arnPattern.utf8 {
      if byte == UInt8(ascii: "$") {
        glob.append(UInt8(ascii: "*"))
        isPlaceholder = true
      }
      if !isPlaceholder { glob.append(byte) }
      if byte == UInt8(ascii: "}") { isPlaceholder = false }
    }
    return glob
  }
}
