import AuditStore
import JSON

/// Everything about an operation that can be prepared once: its checks, their conditions and resource types.
struct OperationPlan {
  /// One check of the operation.
  struct Check {
    var action: String
    var condition: CheckCondition
    /// Whether the check is made on another resource than the action's own, which is not derived.
    var isOnOtherResource: Bool
    var types: [TypePlan]
  }

  var checks: [Check]

  /// Whether nothing but the operation decides its requests: no parameters and no resources are looked at.
  var isConstant: Bool {
    checks.allSatisfy { $0.types.isEmpty && !$0.isOnOtherResource && !$0.condition.needsParameters }
  }
}

/// A resource type of an action, with the parameter names that can fill its placeholders.
struct TypePlan {
  var name: String
  var template: ARNTemplate
  /// For each placeholder the normalized parameter names, most telling first.
  var names: [(placeholder: String, candidates: [String])]
}

/// The condition under which an operation makes a check.
struct CheckCondition {
  private enum Kind {
    case always
    case has([String])
    case lacks([String])
    case possible
  }

  private let kind: Kind

  init(_ text: String) {
    let names = text.drop { $0 != ":" }.dropFirst().split(separator: "|").map(String.init)
    if text.isEmpty {
      kind = .always
    } else if text.hasPrefix("has:") {
      kind = .has(names)
    } else if text.hasPrefix("lacks:") {
      kind = .lacks(names)
    } else {
      kind = .possible
    }
  }

  var needsParameters: Bool {
    switch kind {
    case .has, .lacks: true
    case .always, .possible: false
    }
  }

  /// Certain or possible; nil when the check was not made.
  func certainty(_ parameters: JSONValue?) -> Certainty? {
    switch kind {
    case .always: .certain
    case .possible: .possible
    case .has(let names): Self.hasAny(names, parameters) ? .certain : nil
    case .lacks(let names): Self.hasAny(names, parameters) ? nil : .certain
    }
  }

  private static func hasAny(_ names: [String], _ parameters: JSONValue?) -> Bool {
    guard let members = parameters?.object else { return false }
    return members.contains { member in
      guard names.contains(member.name) else { return false }
      // The owner keeps full control when the bucket owner is given the same: no ACL permission is needed.
      return !(member.name == "x-amz-acl" && member.value.string == "bucket-owner-full-control")
    }
  }
}

/// Makes plans from the catalog and the tables.
struct OperationPlanner {
  private var resolver: ActionResolver
  private let rules: JSONValue

  init(tables: DerivationTables) {
    resolver = ActionResolver(tables: tables)
    rules = tables.resourceRules
  }

  /// The plan of an operation; nil when no service knows it.
  mutating func plan(source: String, name: String) -> OperationPlan? {
    let checks = resolver.checks(source: source, name: name)
    guard !checks.isEmpty else { return nil }
    return OperationPlan(
      checks: checks.map { check in
        OperationPlan.Check(
          action: check.action, condition: CheckCondition(check.when),
          isOnOtherResource: check.resource != nil, types: types(of: check.action))
      })
  }

  /// The check of a single action, with the capitals of the catalog; nil when there is no such action.
  mutating func check(action: String) -> OperationPlan.Check? {
    let parts = action.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    let prefix = parts[0].lowercased()
    guard let known = resolver.catalog.service(prefix)?.actions[parts[1].lowercased()] else { return nil }
    let name = "\(prefix):\(known.name)"
    return OperationPlan.Check(
      action: name, condition: CheckCondition(""), isOnOtherResource: false, types: types(of: name))
  }

  private mutating func types(of action: String) -> [TypePlan] {
    let parts = action.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2, let service = resolver.catalog.service(parts[0]) else { return [] }
    let names = service.actions[parts[1].lowercased()]?.resourceTypes ?? []
    return names.compactMap { name in
      guard let template = service.resourceTypes[name].flatMap({ ARNTemplate($0) }) else { return nil }
      let placeholders = template.placeholders
      return TypePlan(
        name: name, template: template,
        names: placeholders.map { placeholder in
          (placeholder, candidates(placeholder, name, template.service, isOnly: placeholders.count == 1))
        })
    }
  }

  private func candidates(
    _ placeholder: String, _ type: String, _ service: String, isOnly: Bool
  ) -> [String] {
    var names: [String] = []
    let override = rules["type_overrides"]?[service]?[type]?[placeholder]
    names += (override?.array ?? []).compactMap { $0.string }
    for scope in ["*", service] {
      let synonyms = rules["placeholder_synonyms"]?[scope]?[placeholder]?.array ?? []
      names += synonyms.compactMap { $0.string }
    }
    names.append(placeholder)
    if service != "ec2" { names += guesses(placeholder, type, isOnly: isOnly) }
    return names.map { RequestParameters.normalized($0) }.filter { !$0.isEmpty }
  }

  private func guesses(_ placeholder: String, _ type: String, isOnly: Bool) -> [String] {
    let endings = ["Name", "Id", "Identifier", "Arn", ""]
    var names = endings.map { type.filter { $0 != "-" } + $0 }
    for suffix in ["Name", "Id"] where placeholder.hasSuffix(suffix) {
      names += endings.map { String(placeholder.dropLast(suffix.count)) + $0 }
    }
    if isOnly { names += ["name", "id", "identifier", "arn", "resourceArn", "resourceId", "resourceName"] }
    return names
  }
}
