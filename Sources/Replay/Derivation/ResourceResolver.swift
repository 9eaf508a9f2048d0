import AuditStore
import JSON

/// Finds the resources that an action was checked on, by falling strength of evidence.
struct ResourceResolver {
  /// A resource and how far it can be trusted.
  struct Resource: Hashable {
    var text: String
    var state: ResourceState
    var account: String?
  }

  let event: EventFacts
  let rules: ResourceRules
  let message: AccessDeniedMessage?
  private let parameters: RequestParameters

  init(event: EventFacts, rules: ResourceRules, message: AccessDeniedMessage?) {
    self.event = event
    self.rules = rules
    self.message = message
    parameters = RequestParameters(event.parameters, rules: rules)
  }

  /// The resources of a check; at least one.
  func resources(of check: OperationPlan.Check) -> [Resource] {
    if check.isOnOtherResource { return [Resource(text: "", state: .unknown, account: nil)] }
    if let quoted = quoted(check.action) { return [quoted] }
    let templates = check.types
    if templates.isEmpty { return [Resource(text: "*", state: .star, account: event.recipientAccount)] }
    let listed = listedResources(templates)
    if !listed.isEmpty { return listed }
    let named = templates.compactMap { type in
      parameters.arns.first { type.template.matches($0) }.map {
        Resource(text: $0, state: .exact, account: account(of: $0))
      }
    }
    if let first = named.first { return [first] }
    for type in templates {
      let filled = filled(type)
      if !filled.isEmpty { return filled }
    }
    if event.errorCode == nil, isList(check.action), parameters.entries.isEmpty, let type = templates.first {
      let text = type.template.filled(
        [:], partition: event.partition, region: event.region, account: event.recipientAccount)
      return [Resource(text: text, state: .listwild, account: event.recipientAccount)]
    }
    return [Resource(text: "", state: .unknown, account: nil)]
  }

  /// The resource that AWS's message names for this very action.
  private func quoted(_ action: String) -> Resource? {
    guard let message, message.action?.lowercased() == action.lowercased(), let text = message.resource else {
      return nil
    }
    if text.hasPrefix("arn:") { return Resource(text: text, state: .message, account: account(of: text)) }
    if text == "*" { return Resource(text: text, state: .star, account: event.recipientAccount) }
    if let phrase = iamPhrase(text) { return phrase }
    return text.contains(" ") ? nil : Resource(text: text, state: .literal, account: event.recipientAccount)
  }

  /// `role NAME` and the like, of which IAM made an ARN.
  private func iamPhrase(_ text: String) -> Resource? {
    for (word, type) in rules.messageWords where text.hasPrefix(word + " ") {
      let name = text.dropFirst(word.count + 1).prefix { $0 != " " }
      if name.hasPrefix("arn:") {
        return Resource(text: String(name), state: .message, account: account(of: String(name)))
      }
      let arn = "arn:\(event.partition):iam::\(event.recipientAccount):\(type)/\(name)"
      return Resource(text: arn, state: .message, account: event.recipientAccount)
    }
    return nil
  }

  /// The ARNs of the event's own list that are of one of the types, the first type that has any.
  private func listedResources(_ types: [TypePlan]) -> [Resource] {
    guard let entries = event.resources?.array, !entries.isEmpty else { return [] }
    for type in types {
      var found: [Resource] = []
      for entry in entries {
        guard let arn = (entry["ARN"] ?? entry["arn"])?.string, type.template.matches(arn) else { continue }
        let owner = entry["accountId"]?.string ?? owner(of: arn, in: entries)
        let resource = Resource(text: arn, state: .exact, account: owner ?? account(of: arn))
        if !found.contains(resource) { found.append(resource) }
      }
      if !found.isEmpty { return found }
    }
    return []
  }

  /// The account of an object is that of its bucket, which stands in the same list.
  private func owner(of arn: String, in entries: [JSONValue]) -> String? {
    let owner = ResourcePolicyServices.owner(of: arn)
    return entries.first { $0["ARN"]?.string == owner }?["accountId"]?.string
  }

  func account(of arn: String) -> String? {
    let account = ARNFields(arn).account
    if account.utf8.count == 12 { return account }
    return event.recipientAccount.isEmpty ? nil : event.recipientAccount
  }

  private func isList(_ action: String) -> Bool {
    let name = action.drop { $0 != ":" }.dropFirst()
    return ["List", "Describe", "Get", "Search", "BatchGet"].contains { name.hasPrefix($0) }
  }
}

// MARK: - Filling a pattern from parameters

extension ResourceResolver {
  /// The ARNs of a type whose every placeholder a parameter gives; empty when one is missing.
  private func filled(_ type: TypePlan) -> [Resource] {
    if type.names.isEmpty { return [fill(type.template, [:])] }
    var values: [String: [String]] = [:]
    for (placeholder, candidates) in type.names {
      let found = parameters.values(candidates).compactMap { value($0, type.template.service, type.name) }
      guard !found.isEmpty else { return [] }
      values[placeholder] = found
    }
    if type.names.count == 1, let (placeholder, all) = values.first {
      return all.prefix(50).map { fill(type.template, [placeholder: $0]) }
    }
    return [fill(type.template, values.compactMapValues { $0.first })]
  }

  private func fill(_ template: ARNTemplate, _ values: [String: String]) -> Resource {
    if values.count == 1, let value = values.first?.value, value.hasPrefix("arn:") {
      return Resource(text: value, state: .exact, account: account(of: value))
    }
    var values = values
    var state = ResourceState.exact
    for (name, value) in values {
      if name.hasSuffix("WithPath") { state = .assumed }
      if template.service == "secretsmanager" {
        values[name] = value + "-??????"
        state = .assumed
      }
    }
    if template.service == "cloudformation" { state = .assumed }
    let arn = template.filled(
      values, partition: event.partition, region: event.region, account: event.recipientAccount)
    return Resource(text: arn, state: state, account: event.recipientAccount)
  }

  /// A parameter's value as it stands in the ARN; nil when it cannot be that.
  private func value(_ text: String, _ service: String, _ type: String) -> String? {
    switch service {
    case "ec2":
      for (prefix, owner) in rules.ec2Prefixes where text.hasPrefix(prefix) {
        return owner == type ? text : nil
      }
      return type == "key-pair" ? text : nil
    case "kms": return text.hasPrefix("alias/") || text.hasPrefix("arn:") ? nil : text
    case "sqs": return text.split(separator: "/").last.map(String.init)
    case "ssm": return text.hasPrefix("/") ? String(text.dropFirst()) : text
    case "route53": return text.split(separator: "/").last.map(String.init)
    default: return text
    }
  }
}
