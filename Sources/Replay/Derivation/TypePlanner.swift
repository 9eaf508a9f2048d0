import AWSCatalog
import AuditStore
import JSON

/// Makes the plans of an action's resource types.
struct TypePlanner {
  private let rules: JSONValue
  private let resourceRules: ResourceRules

  init(tables: DerivationTables, rules: ResourceRules) {
    self.rules = tables.resourceRules
    resourceRules = rules
  }

  /// The types of an action that is checked for an operation.
  ///
  /// - Parameter operation: the event name; what EC2 makes depends on it.
  func types(
    of action: String, operation: String, _ service: ServiceCatalog.Service, _ slots: inout ParameterSlots,
    _ names: inout ParameterNames
  ) -> [TypePlan.Draft] {
    let parts = action.split(separator: ":", maxSplits: 1).map(String.init)
    let known = service.actions[parts[1].lowercased()]
    let override = rules["action_overrides"]?[action]
    if let pattern = override?["template"]?.string {
      return type(
        "", of: parts[0], pattern: Self.pattern(pattern), isRequired: true, isTag: false, &slots, &names
      ).map { [$0] } ?? []
    }
    if override?["force"] != nil { return [] }
    let listed = override?["types"]?.array?.compactMap { $0.string } ?? known?.resourceTypes ?? []
    let isTag = ["ec2:CreateTags", "ec2:DeleteTags", "ec2:CreateFlowLogs"].contains(action)
    let required = known?.requiredTypes ?? []
    var types: [TypePlan.Draft] = []
    for name in listed {
      // Endpoints of the marketplace are all one resource, which any model's name would seem to mean.
      if name == "bedrock-marketplace-model-endpoint", listed.count > 1 { continue }
      guard let pattern = service.resourceTypes[name]?.arnPattern,
        var type = type(
          name, of: parts[0], pattern: pattern, isRequired: required.contains(name), isTag: isTag, &slots,
          &names)
      else { continue }
      // EC2 hands on what belongs to other services; it does not name it.
      if parts[0] == "ec2", type.template.service != "ec2" { continue }
      type.isCreated = parts[0] == "ec2" && isCreated(name, by: operation)
      types.append(type)
    }
    return types
  }

  /// What the check of an action is on when no parameter names a resource, and a pattern for it.
  func absent(_ action: String) -> (OperationPlan.AbsentResource, ARNTemplate?) {
    let override = rules["action_overrides"]?[action]
    switch override?["force"]?.string {
    case "star": return (.star, nil)
    case "caller-user": return (.alwaysCallerUser, nil)
    default: break
    }
    switch override?["absent"]?.string {
    case "caller-user": return (.callerUser, nil)
    case "star": return (.star, nil)
    case let text? where text.hasPrefix("template:"):
      return ARNTemplate(String(text.dropFirst(9))).map { (.template, $0) } ?? (.unknown, nil)
    default: return (.unknown, nil)
    }
  }

  /// The parameter that names the type of an action's resource.
  func typeParameter(_ action: String) -> String? {
    rules["action_overrides"]?[action]?["typeparam"]?.string
  }

  /// - Parameter service: the service that is called; the type may be another's, an instance that SSM manages.
  private func type(
    _ name: String, of service: String, pattern: String, isRequired: Bool, isTag: Bool,
    _ slots: inout ParameterSlots, _ names: inout ParameterNames
  ) -> TypePlan.Draft? {
    guard let template = ARNTemplate(pattern) else { return nil }
    let placeholders = template.placeholders
    let rule = ValueRule(service: template.service, type: name, rules: resourceRules)
    var plan = TypePlan.Draft(name, template, isRequired: isRequired)
    for placeholder in placeholders {
      var texts = candidates(
        placeholder, name, template.service, of: service, isOnly: placeholders.count == 1)
      if isTag { texts.append("resourceId") }
      let marked = texts.lazy.compactMap { text in
        text.firstIndex(of: "#").flatMap { ValueRule(mark: text[text.index(after: $0)...]) }
      }.first
      let isMinted = texts.contains("=*")
      let plain = texts.filter { $0 != "=*" }.map {
        ParameterNames.normalized(String($0.prefix { $0 != "#" }))
      }
      plan.placeholders.append(
        TypePlan.Placeholder(
          slot: slots.slot(plain.filter { !$0.isEmpty }.map { names.normalizedNumber($0) }),
          rule: marked ?? part(rule, placeholders.count), isMinted: isMinted))
      if placeholder.hasSuffix("WithPath") {
        plan.pathSlot = slots.slot([names.normalizedNumber("path")])
        plan.state = .assumed
      }
    }
    if ["secretsmanager", "cloudformation"].contains(template.service) { plan.state = .assumed }
    let isOthers = name == "root-user"
    plan.hasDefaultOwner = !isOthers
    plan.ownerSlot = (isOthers ? "targetprincipal" : Self.owners[template.service])
      .map { slots.slot([names.normalizedNumber($0)]) }
    plan.shapes = Self.shapes[service]?[name] ?? []
    return plan
  }

  /// Of several parts of an ARN each may stand in an ARN of something else.
  private func part(_ rule: ValueRule, _ count: Int) -> ValueRule {
    if count > 1, case .asItIs = rule { return .part }
    return rule
  }

  /// The parameter that names the account of a resource, normalized, by service.
  private static let owners = ["codeartifact": "domainowner", "ecr": "registryid", "glue": "catalogid"]

  /// The prefixes of ids by which types with one parameter are told apart.
  private static let shapes: [String: [String: [[UInt8]]]] = [
    "ssm": ["instance": [Array("i-".utf8)], "managed-instance": [Array("mi-".utf8)]],
    "bedrock": [
      "inference-profile": [
        "us.", "eu.", "apac.", "jp.", "au.", "ca.", "sa.", "me.", "af.", "global.", "us-gov.",
      ]
      .map { Array($0.utf8) },
      "foundation-model": [[]],
    ],
  ]

  /// A pattern with parameters in braces as one with placeholders.
  private static func pattern(_ text: String) -> String {
    var pattern = ""
    for character in text {
      if character == "{", pattern.last != "$" { pattern += "$" }
      pattern.append(character)
    }
    return pattern
  }

  private func isCreated(_ type: String, by operation: String) -> Bool {
    let listed = rules["ec2_creates"]?[operation]?.array?.compactMap { $0.string }
    if let listed { return listed.contains(type) }
    let verbs = (rules["create_wildcard"]?["verbs"]?.array ?? []).compactMap { $0.string }
    guard let verb = verbs.first(where: { operation.hasPrefix($0) }) else { return false }
    let noun = operation.dropFirst(verb.count).lowercased()
    let plain = type.filter { $0 != "-" }
    return noun == plain || (noun == "address" && type == "elastic-ip")
  }

  private func candidates(
    _ placeholder: String, _ type: String, _ service: String, of caller: String, isOnly: Bool
  ) -> [String] {
    var names: [String] = []
    let overrides = rules["type_overrides"]
    let override =
      overrides?[caller]?[type]?[placeholder] ?? overrides?[service]?[type]?[placeholder]
    names += (override?.array ?? []).compactMap { $0.string }
    // `=` stands behind all that may fill the part; with `*` the service makes it where none of that is there.
    if names.last?.hasPrefix("=") == true { return names.filter { $0 != "=" } }
    for scope in ["*", service] {
      let synonyms = rules["placeholder_synonyms"]?[scope]?[placeholder]?.array ?? []
      names += synonyms.compactMap { $0.string }
    }
    names.append(placeholder)
    if service != "ec2" { names += guesses(placeholder, type, isOnly: isOnly) }
    return names
  }

  private func guesses(_ placeholder: String, _ type: String, isOnly: Bool) -> [String] {
    let endings = ["Name", "Id", "Identifier", "Arn", ""]
    var names = endings.map { type.filter { $0 != "-" } + $0 }
    for suffix in ["Name", "Id", "Identifier"] where placeholder.hasSuffix(suffix) {
      names += endings.map { String(placeholder.dropLast(suffix.count)) + $0 }
    }
    if isOnly { names += ["name", "id", "identifier", "arn", "resourceArn", "resourceId", "resourceName"] }
    return names
  }
}
