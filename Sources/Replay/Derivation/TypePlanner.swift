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
      guard
        var type = type(
          "", of: parts[0], service, pattern: Self.pattern(pattern), isRequired: true, action: parts[1],
          &slots, &names)
      else { return [] }
      type.answer = override?["answer"]?.string.flatMap { TypePlan.Answer(rawValue: $0) }
      return [type]
    }
    if override?["force"] != nil { return [] }
    let listed = override?["types"]?.array?.compactMap { $0.string } ?? known?.resourceTypes ?? []
    let required = known?.requiredTypes ?? []
    var types: [TypePlan.Draft] = []
    for name in listed {
      // Endpoints of the marketplace are all one resource, which any model's name would seem to mean.
      if name == "bedrock-marketplace-model-endpoint", listed.count > 1 { continue }
      let forms = Self.forms(service.resourceTypes[name]?.arnPattern ?? "")
      for form in forms {
        guard
          var type = type(
            name, of: parts[0], service, pattern: form, isRequired: required.contains(name),
            action: parts[1], &slots, &names)
        else { continue }
        // EC2 hands on what belongs to other services; it does not name it.
        if parts[0] == "ec2", type.template.service != "ec2" { continue }
        type.isTold = forms.count == 1 && Self.isTold(type, by: parts)
        // What has a name gets no id in its ARN.
        type.isCreated =
          parts[0] == "ec2" && !EC2Type.named.contains(name) && isCreated(name, by: operation)
        type.isOwnersOnly = parts[0] == "ec2" && EC2Type.ownersOnly[name]?.contains(parts[1]) == true
        setParts(of: &type, for: action, &slots, &names)
        type.isUnqualified = Self.isUnqualified(name, of: action, listed)
        // What a call makes was checked before it had its characters.
        if type.template.service == "secretsmanager", operation != "CreateSecret" { type.answer = .secret }
        types.append(type)
      }
    }
    return types
  }

  /// Sets what only some services' types have.
  private func setParts(
    of type: inout TypePlan.Draft, for action: String, _ slots: inout ParameterSlots,
    _ names: inout ParameterNames
  ) {
    type.choice = choice(type.name, of: action, &slots, &names)
    type.tail = Self.tail(type.name, of: action)
    type.qualifier = Self.qualifier(type.name, of: action, &slots, &names)
    type.nameSlot = Self.nameSlot(type, of: action, &slots, &names)
    type.holdsNamed = Self.subscriptionActions.contains(action)
    type.minimumCount =
      rules["action_overrides"]?[action]?["count"]?[type.name]?.string.flatMap { Int($0) } ?? 0
  }

  /// The parameter that names what has an id in its ARN; a group that a rule of the group is about stands deeper.
  ///
  /// Amazon EC2 API Reference, `LaunchTemplateSpecification`, `AuthorizeSecurityGroupIngress` and `AssociateAddress`.
  private static func nameSlot(
    _ type: TypePlan.Draft, of action: String, _ slots: inout ParameterSlots, _ names: inout ParameterNames
  ) -> Int? {
    switch type.name {
    case "launch-template" where type.template.service == "ec2":
      slots.slot([names.normalizedNumber("launchtemplatename")])
    case "elastic-ip" where type.template.service == "ec2":
      slots.slot([ParameterSlots.Candidate(name: names.normalizedNumber("publicip"), isGeneral: true)])
    case "security-group" where action.hasPrefix("ec2:") && action.contains("SecurityGroup"):
      slots.slot([ParameterSlots.Candidate(name: names.normalizedNumber("groupname"), isGeneral: true)])
    default: nil
    }
  }

  /// The actions on subscriptions to a topic: the reference has the topic as their resource.
  private static let subscriptionActions: Set<String> = [
    "sns:GetSubscriptionAttributes", "sns:SetSubscriptionAttributes", "sns:Unsubscribe",
  ]

  private static func isTold(_ type: TypePlan.Draft, by action: [String]) -> Bool {
    type.isRequired && action[0] != "ec2" && PlaceholderNames.tells(action[1], of: type.name)
  }

  /// The patterns of a type: the catalog has several in one text where a service has changed its ARNs.
  private static func forms(_ pattern: String) -> [String] {
    var forms: [String] = []
    for part in pattern.split(separator: ",") {
      forms.append(String(part.drop { $0 == " " }))
    }
    return forms
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
    case "any": return (.any, nil)
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
    _ name: String, of service: String, _ catalog: ServiceCatalog.Service, pattern: String,
    isRequired: Bool, action: String, _ slots: inout ParameterSlots, _ names: inout ParameterNames
  ) -> TypePlan.Draft? {
    guard let template = ARNTemplate(pattern) else { return nil }
    var plan = TypePlan.Draft(name, template, isRequired: isRequired)
    let found = PlaceholderNames(
      PlaceholderNames.ResourceType(
        name: name, service: template.service, caller: service, placeholders: template.placeholders,
        action: action),
      rules: rules)
    let texts = found.all()
    let holders = found.holders().map { names.normalizedNumber($0) }
    for index in texts.indices {
      let placeholder = placeholder(
        index, texts[index], within: holders, of: plan, "\(service):\(action)", catalog, &slots, &names)
      plan.placeholders.append(placeholder)
      if template.placeholders[index].hasSuffix("WithPath") {
        plan.pathSlot = slots.slot([names.normalizedNumber("path")])
        plan.state = .assumed
      }
    }
    plan.arnSlot = slots.slot(
      PlaceholderNames.arns(of: name, template.placeholders).map { names.normalizedNumber($0) })
    if ["secretsmanager", "cloudformation"].contains(template.service) { plan.state = .assumed }
    if template.isOpen { plan.state = .partial }
    let isOthers = name == "root-user"
    plan.hasDefaultOwner = !isOthers
    plan.ownerSlot = (isOthers ? "targetprincipal" : Self.owners[template.service])
      .map { slots.slot([names.normalizedNumber($0)]) }
    // The ARN of a rule does not hold the default bus, which may be another account's.
    if template.service == "events", name == "rule-on-default-event-bus" {
      plan.homeSlot = slots.slot([names.normalizedNumber("eventbusname")])
    }
    plan.shapes = Self.shapes[service]?[name] ?? []
    return plan
  }

  private func placeholder(
    _ index: Int, _ found: PlaceholderNames.Names, within holders: [Int32], of type: TypePlan.Draft,
    _ action: String,
    _ catalog: ServiceCatalog.Service, _ slots: inout ParameterSlots, _ names: inout ParameterNames
  ) -> TypePlan.Placeholder {
    let texts = found.texts
    let marked = texts.lazy.compactMap { text in
      text.firstIndex(of: "#").flatMap { ValueRule(mark: text[text.index(after: $0)...]) }
    }.first
    var wanted: [ParameterSlots.Candidate] = []
    var holders = holders
    for place in texts.indices where !texts[place].hasPrefix("=") {
      let parts = ParameterNames.parts(String(texts[place].prefix { $0 != "#" }))
      let number = names.normalizedNumber(ParameterNames.normalized(parts.name))
      if !parts.object.isEmpty {
        holders.append(names.normalizedNumber(ParameterNames.normalized(parts.object)))
      }
      wanted.append(ParameterSlots.Candidate(name: number, isGeneral: found.isGeneral[place]))
    }
    let takesIDs = Self.takesIDs(action)
    if takesIDs { wanted.append(ParameterSlots.Candidate(name: names.normalizedNumber(Self.anyID))) }
    let isGeneral = wanted.contains { $0.isGeneral }
    let standard = texts.lazy.filter { type.isRequired && $0.hasPrefix("=") && $0 != "=*" }.first
    return TypePlan.Placeholder(
      slot: slots.slot(wanted, within: isGeneral ? holders : []),
      rule: marked ?? rule(index, of: type, takesNames: !takesIDs, catalog), isMinted: texts.contains("=*"),
      standard: standard.map { Array($0.dropFirst().utf8) } ?? [])
  }

  private func rule(
    _ index: Int, of type: TypePlan.Draft, takesNames: Bool, _ catalog: ServiceCatalog.Service
  ) -> ValueRule {
    let template = type.template
    let beginning = template.beginning(ofPlaceholder: index)
    // An id as AWS shows it begins with what the pattern has before the placeholder: `p-` of a policy.
    if beginning.hasSuffix("-"), beginning.count > 1 { return .prefixed(Array(beginning.utf8)) }
    let rule = ValueRule(
      service: template.service, type: type.name, takesNames: takesNames, rules: resourceRules)
    // Of several parts of an ARN each may stand in an ARN of something else.
    guard template.placeholders.count > 1 else { return rule }
    return rule.ofPart(
      kind: index == template.placeholders.count - 1 ? template.kind : nil,
      ParentTypes(of: template.placeholders[index], in: catalog, of: template.service))
  }

  /// Whether an action of EC2 takes ids of any type in one parameter.
  static func takesIDs(_ action: String) -> Bool {
    ["ec2:CreateTags", "ec2:DeleteTags", "ec2:CreateFlowLogs"].contains(action)
  }

  /// That parameter, normalized.
  static let anyID = "resourceid"

  /// What IAM sees behind the ARN of a log group, but in the actions on tags.
  ///
  /// Amazon CloudWatch Logs User Guide, "Overview of managing access permissions to your CloudWatch Logs resources":
  /// policies write `:*` behind the ARN; denials show that it covers `:log-stream:` without a name.
  private static func tail(_ type: String, of action: String) -> [UInt8] {
    let isTagging = ["logs:TagResource", "logs:UntagResource", "logs:ListTagsForResource"].contains(action)
    return action.hasPrefix("logs:") && type == "log-group" && !isTagging ? Array(":log-stream:".utf8) : []
  }

  /// How a function's version or alias takes part in the check of an action.
  ///
  /// AWS Lambda Developer Guide, "Fine-tuning the Resources and Conditions sections of policies": an invocation is
  /// checked on the qualified ARN. For other actions it is not said.
  private static func qualifier(
    _ type: String, of action: String, _ slots: inout ParameterSlots, _ names: inout ParameterNames
  ) -> TypePlan.Qualifier? {
    guard action.hasPrefix("lambda:"), type == "function" else { return nil }
    return TypePlan.Qualifier(
      slot: slots.slot([names.normalizedNumber("qualifier")]), isCertain: action == "lambda:InvokeFunction")
  }

  /// Whether an action is checked on a state machine when a call names a version or an alias of it: where the reference does
  /// not give those to the action as resources of their own.
  ///
  /// AWS Step Functions Developer Guide, "Granting permissions to run versions and aliases": an action is authorized with
  /// the state machine's ARN, and `states:StateMachineQualifier` tells what the call names.
  private static func isUnqualified(_ type: String, of action: String, _ types: [String]) -> Bool {
    action.hasPrefix("states:") && type == "statemachine"
      && !types.contains { ["statemachinealias", "statemachineversion"].contains($0) }
  }

  /// The value of a parameter that says that a resource is of a type, where a name can be of several.
  private func choice(
    _ type: String, of action: String, _ slots: inout ParameterSlots, _ names: inout ParameterNames
  ) -> TypePlan.Choice? {
    guard let choice = rules["action_overrides"]?[action]?["choice"],
      let parameter = choice["parameter"]?.string, let value = choice["types"]?[type]?.string
    else { return nil }
    return TypePlan.Choice(
      slot: slots.slot([names.normalizedNumber(ParameterNames.normalized(parameter))]),
      value: Array(value.utf8),
      isDefault: choice["default"]?.string == type)
  }

  /// The parameter that names the account of a resource, normalized, by service.
  private static let owners = [
    "codeartifact": "domainowner", "ecr": "registryid", "glue": "catalogid", "sqs": "queueownerawsaccountid",
  ]

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
    "organizations": [
      "organizationalunit": [Array("ou-".utf8)], "root": [Array("r-".utf8)],
      "policy": [Array("p-".utf8)],
      "awspolicy": [Array("p-FullAWSAccess".utf8), Array("p-RCPFullAWSAccess".utf8)],
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
}
