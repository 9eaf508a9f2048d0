import AuditStore
import JSON

/// Makes plans from the catalog and the tables.
struct OperationPlanner {
  private var resolver: ActionResolver
  private let rules: JSONValue
  private let resourceRules: ResourceRules

  init(tables: DerivationTables, rules: ResourceRules) {
    resolver = ActionResolver(tables: tables)
    self.rules = tables.resourceRules
    resourceRules = rules
  }

  /// The plan of an operation; nil when no service knows it.
  mutating func plan(source: String, name: String, _ names: inout ParameterNames) -> OperationPlan? {
    let checks = resolver.checks(source: source, name: name)
    guard !checks.isEmpty else { return nil }
    var slots = ParameterSlots()
    var prepared: [OperationPlan.Check] = []
    for check in checks {
      prepared.append(
        self.check(
          check.action, when: check.when, isOnOtherResource: check.resource != nil, &slots, &names))
    }
    return OperationPlan(checks: prepared, slots: slots)
  }

  /// The plan of a single action, with the capitals of the catalog; nil when there is no such action.
  mutating func plan(action: String, _ names: inout ParameterNames) -> OperationPlan? {
    let parts = action.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    let prefix = parts[0].lowercased()
    guard let known = resolver.catalog.service(prefix)?.actions[parts[1].lowercased()] else { return nil }
    var slots = ParameterSlots()
    let check = check("\(prefix):\(known.name)", when: "", isOnOtherResource: false, &slots, &names)
    return OperationPlan(checks: [check], slots: slots)
  }

  private mutating func check(
    _ action: String, when: String, isOnOtherResource: Bool, _ slots: inout ParameterSlots,
    _ names: inout ParameterNames
  ) -> OperationPlan.Check {
    let name = action.drop { $0 != ":" }.dropFirst()
    return OperationPlan.Check(
      action: Array(action.utf8), condition: CheckCondition(when, &names),
      isOnOtherResource: isOnOtherResource,
      isList: ["List", "Describe", "Get", "Search", "BatchGet"].contains { name.hasPrefix($0) },
      types: types(of: action, &slots, &names))
  }

  private mutating func types(
    of action: String, _ slots: inout ParameterSlots, _ names: inout ParameterNames
  ) -> [TypePlan] {
    let parts = action.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2, let service = resolver.catalog.service(parts[0]) else { return [] }
    var types: [TypePlan] = []
    for name in service.actions[parts[1].lowercased()]?.resourceTypes ?? [] {
      guard let template = service.resourceTypes[name].flatMap({ ARNTemplate($0) }) else { continue }
      let placeholders = template.placeholders
      types.append(
        TypePlan(
          template: template,
          slots: placeholders.map { placeholder in
            let texts = candidates(placeholder, name, template.service, isOnly: placeholders.count == 1)
            return slots.slot(texts.map { names.normalizedNumber($0) })
          },
          rule: ValueRule(service: template.service, type: name, rules: resourceRules),
          state: Self.state(template, placeholders)))
    }
    return types
  }

  /// Secrets and stacks have a part in their ARN that no parameter gives, IAM names may have a path.
  private static func state(_ template: ARNTemplate, _ placeholders: [String]) -> ResourceState {
    if placeholders.isEmpty { return template.service == "cloudformation" ? .assumed : .exact }
    let isAssumed =
      ["secretsmanager", "cloudformation"].contains(template.service)
      || placeholders.contains { $0.hasSuffix("WithPath") }
    return isAssumed ? .assumed : .exact
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
    return names.map { ParameterNames.normalized($0) }.filter { !$0.isEmpty }
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
