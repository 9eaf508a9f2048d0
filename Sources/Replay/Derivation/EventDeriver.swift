public import AuditStore
public import CloudTrail
import IAMPolicy
import JSON

/// Derives the authorization requests of events; one for each worker, because it keeps what it has read.
public struct EventDeriver {
  /// The version of the derivation: a database made by an older one can be derived again.
  public static let version = 1

  private let tables = DerivationTables()
  private var actions: ActionResolver
  private var checks: [String: [DerivationTables.Check]] = [:]

  /// Makes a deriver with empty caches.
  public init() { actions = ActionResolver(tables: tables) }

  /// What an event says about authorization; nothing in it can make this fail.
  public mutating func derive(_ event: RawEvent) -> DerivedEvent {
    derive(EventFacts(event))
  }

  /// The same for an event whose fields are already taken out.
  public mutating func derive(_ event: EventFacts) -> DerivedEvent {
    var result = DerivedEvent(
      eventClass: EventClassifier.eventClass(event, permissionless: tables.permissionless), recorded: .unknown
    )
    let (recorded, message) = RecordedDecisionReader(tables: tables).read(event)
    result.recorded = recorded
    result.layer = message?.layer
    result.policyARN = message?.policyARN
    guard result.eventClass.canBeReplayed, !Self.lacksProvider(event, result.eventClass) else {
      return result
    }
    let key = event.source + "\n" + event.name
    let found = checks[key] ?? actions.checks(source: event.source, name: event.name)
    checks[key] = found
    guard !found.isEmpty else {
      result.eventClass = .unresolvedAction
      return result
    }
    let resolver = ResourceResolver(event: event, rules: tables.resourceRules, message: message)
    for check in found { append(check, event, resolver, to: &result) }
    addQuoted(message, resolver, to: &result)
    if result.requests.isEmpty { result.eventClass = .unresolvedAction }
    return result
  }

  /// A trust policy names the identity provider; CloudTrail gives SAML providers as a hash only.
  private static func lacksProvider(_ event: EventFacts, _ eventClass: EventClass) -> Bool {
    guard eventClass == .federation else { return false }
    let provider = event.identity?["identityProvider"]?.string ?? ""
    return !provider.hasPrefix("arn:") && !provider.contains(".")
  }

  private mutating func append(
    _ check: DerivationTables.Check, _ event: EventFacts, _ resolver: ResourceResolver,
    to result: inout DerivedEvent
  ) {
    guard let certainty = CheckCondition(check.when).certainty(event) else { return }
    let resources: [ResourceResolver.Resource]
    if check.resource != nil {
      resources = [.init(text: "", state: .unknown, account: nil)]
    } else {
      resources = self.resources(of: check.action, resolver)
    }
    for resource in resources {
      result.requests.append(
        DerivedRequest(
          action: check.action, resource: resource.text, state: resource.state, certainty: certainty,
          resourceAccount: resource.account))
    }
  }

  private mutating func resources(
    of action: String, _ resolver: ResourceResolver
  ) -> [ResourceResolver.Resource] {
    let parts = action.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2, let service = actions.catalog.service(parts[0]) else {
      return [.init(text: "", state: .unknown, account: nil)]
    }
    let types = service.actions[parts[1].lowercased()]?.resourceTypes ?? []
    return resolver.resources(of: action, types: types, patterns: service.resourceTypes)
  }

  /// A denial that names another action than the event's own denies that one; the others stay unknown.
  private mutating func addQuoted(
    _ message: AccessDeniedMessage?, _ resolver: ResourceResolver, to result: inout DerivedEvent
  ) {
    guard result.recorded == .denied, let quoted = message?.action else { return }
    if let index = result.requests.firstIndex(where: { $0.action.lowercased() == quoted.lowercased() }) {
      result.deniedRequest = index
      result.requests[index].certainty = .certain
      return
    }
    guard let action = canonical(quoted), let resource = resources(of: action, resolver).first else { return }
    result.deniedRequest = result.requests.count
    result.requests.append(
      DerivedRequest(
        action: action, resource: resource.text, state: resource.state, certainty: .certain,
        resourceAccount: resource.account))
  }

  /// The action with the capitals of the catalog.
  private mutating func canonical(_ action: String) -> String? {
    let parts = action.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    let prefix = parts[0].lowercased()
    return actions.catalog.service(prefix)?.actions[parts[1].lowercased()].map { "\(prefix):\($0.name)" }
  }
}

extension EventClass {
  /// Whether requests are derived from events of this class.
  var canBeReplayed: Bool {
    switch self {
    case .principal, .root, .servicePrincipal, .federation, .anonymous: true
    default: false
    }
  }
}

/// The condition under which an operation makes a check.
struct CheckCondition {
  private let text: String

  init(_ text: String) { self.text = text }

  /// Certain or possible; nil when the check was not made.
  func certainty(_ event: EventFacts) -> Certainty? {
    if text.isEmpty { return .certain }
    if let names = text.text(after: "has:") { return hasAny(String(names), event) ? .certain : nil }
    if let names = text.text(after: "lacks:") { return hasAny(String(names), event) ? nil : .certain }
    return .possible
  }

  private func hasAny(_ names: String, _ event: EventFacts) -> Bool {
    names.split(separator: "|").contains { name in
      guard let value = event.parameters?[String(name)] else { return false }
      // The owner keeps full control when the bucket owner is given the same: no ACL permission is needed.
      return !(name == "x-amz-acl" && value.string == "bucket-owner-full-control")
    }
  }
}
