import AuditStore
import IAMPolicy

/// A change whose target is perhaps mistyped: what it would do is not known.
public struct UnknownTarget: Sendable, Equatable {
  /// Why it may be mistyped.
  public enum Reason: Sendable {
    /// Neither the log nor the snapshot knows it.
    case unnamed
    /// The snapshot does not know it, and no replayed event is touched by it: no event names a managed policy.
    case untouched
    /// The snapshot has a policy of nearly its name, which it leaves as it is.
    case beside
    /// The snapshot does not know it, and what is explained has no part in it; the log was not asked.
    case apart
  }

  /// The target as typed.
  public var target: String
  /// The file with the new text; nil for a removal.
  public var file: String?
  /// A name of the snapshot or the log that is close to it; nil when there is none.
  public var meant: String?
  /// Why it may be mistyped.
  public var reason = Reason.unnamed

  /// What is not known, with what was probably meant or how a target is said to be new, without a period.
  public var sentence: String {
    let unknown = "and no policy snapshot holds it, so its effect is not known"
    var text =
      switch reason {
      case .unnamed: "no event of the log names \(target) \(unknown)"
      case .untouched: "no replayed event is touched by \(target) \(unknown)"
      case .beside:
        "the policy snapshot holds no \(target), so that it adds to what stands there and replaces nothing"
      case .apart:
        "no policy snapshot holds \(target), and what is explained has no part in it, so that it changes nothing here"
      }
    text += Spelling.question(meant)
    if file == nil { return text }
    return text + (meant == nil ? "; where" : " Where")
      + " it is yet to be made, --assume 'policy:\(target)=none' says so"
  }
}

/// Finds changes whose targets nothing that was given knows.
struct UnknownTargetFinder {
  let baseline: PolicySnapshot
  let changes: [PolicyChange]
  /// The targets, as typed, that are said to be new.
  let new: Set<String>
  /// The log; nil where it is not asked.
  let events: RecordedEvents?
  /// The resources of what alone is explained; nil where all events are replayed.
  var explained: [String]?
  /// Whether a change, by its place, has a part in any replayed event, or in what is explained.
  let isTouched: (Int) -> Bool

  /// The targets that are not known, in the order of the changes.
  func unknownTargets() -> [UnknownTarget] {
    changes.indices.compactMap { place in
      let change = changes[place]
      if isUnknown(place) {
        return UnknownTarget(
          target: change.targetText, file: change.file, meant: meant(by: change.target),
          reason: reason(change.target))
      }
      guard let names = neighbours(of: change),
        let meant = baseline.meant(by: change.target, beside: names)
      else { return nil }
      return UnknownTarget(target: change.targetText, file: change.file, meant: meant, reason: .beside)
    }
  }

  /// Whether the snapshot alone does not tell of a target.
  var hasUnheld: Bool {
    changes.contains { !$0.isNew && !new.contains($0.targetText) && !baseline.places($0.target) }
  }

  /// The inline policies beside which changes add one, as sentences, but for those of unknown targets.
  func additions(besides unknown: [UnknownTarget]) -> [String] {
    let unknown = Set(unknown.map { $0.target })
    return changes.filter { !unknown.contains($0.targetText) }.compactMap { change in
      guard case .identity(let arn, _) = change.target, let names = neighbours(of: change), !names.isEmpty
      else { return nil }
      return "\(change.targetText) adds to the inline policies of \(arn) and replaces none: it has "
        + TextFormat.listed(names, most: 3)
    }
  }

  /// The names beside which a change that was typed adds a policy; nil where it is said to, or a folder brings it.
  private func neighbours(of change: PolicyChange) -> [String]? {
    guard change.isTyped, change.policy != nil, !new.contains(change.targetText) else { return nil }
    return baseline.neighbours(of: change.target)
  }

  private func reason(_ target: PolicyChange.Target) -> UnknownTarget.Reason {
    guard events != nil, target.isManaged else { return events == nil ? .apart : .unnamed }
    return explained == nil ? .untouched : .apart
  }

  private func isUnknown(_ place: Int) -> Bool {
    let change = changes[place]
    if change.isNew || new.contains(change.targetText) || baseline.places(change.target) { return false }
    guard let events else { return !isTouched(place) }
    switch change.target {
    case .scp(_, let node), .rcp(_, let node): return !isTouched(place) && !events.names(account: node)
    case .boundary(let arn), .identity(let arn, _):
      return !isTouched(place) && !events.names(principal: arn) && !events.names(resource: arn)
    case .managed: return !isTouched(place)
    case .resource(let arn):
      // Requests whose resource is not known may be on any: that they are touched tells nothing.
      return !events.names(resource: arn) && !events.names(principal: arn)
    case .vpcEndpoint(let id):
      // Nor does it where records hide which endpoint a call took.
      return !events.names(endpoint: id) && !events.names(resourceEnding: "vpc-endpoint/\(id)")
    }
  }

  /// A name from the snapshot or the log that is close to a target's.
  private func meant(by target: PolicyChange.Target) -> String? {
    let known = KnownNames(snapshot: baseline, events: events, resources: explained ?? [])
    return switch target {
    case .scp(_, let node), .rcp(_, let node): known.closest(toAccount: node)
    case .boundary(let arn), .identity(let arn, _): known.closest(toIdentity: arn)
    case .resource(let arn): known.closest(toResource: arn)
    case .vpcEndpoint(let id): known.closest(toEndpoint: id)
    case .managed(let arn): known.closest(toManaged: arn)
    }
  }
}

extension PolicyChange.Target {
  fileprivate var isManaged: Bool { if case .managed = self { true } else { false } }
}

extension PolicySnapshot {
  /// The resources of which the snapshot has a policy or says that there is none.
  ///
  /// The target of a change stands in a baseline as well, with a text that is not known.
  var resourcesWithPolicies: Set<String> {
    Set(resourcePolicies.filter { $0.value.content != .unknown("policy:resource:\($0.key)") }.keys)
      .union(resourcesWithoutPolicy)
  }

  /// Whether it knows a target, or would have refused one that it does not know.
  fileprivate func places(_ target: PolicyChange.Target) -> Bool {
    switch target {
    // An organization tree that does not hold the node is an error.
    case .scp(_, let node), .rcp(_, let node): node == "*" || organization != nil
    // So are authorization details that do not hold the identity.
    case .boundary(let arn), .identity(let arn, _): accounts[ARNFields(arn).account] != nil
    case .managed(let arn): accounts.values.contains { $0.names(managed: arn) }
    case .resource(let arn): holds(resource: arn)
    case .vpcEndpoint(let id): vpcEndpoints[id] != nil
    }
  }

  private func holds(resource arn: String) -> Bool {
    resourcesWithPolicies.contains(arn) || accounts[ARNFields(arn).account]?.roles[arn] != nil
  }
}

/// What the whole log names, whatever part of it is replayed.
extension RecordedEvents {
  /// The accounts that received an event.
  var accounts: [String] { Set(places.compactMap { $0[1] }).sorted() }

  fileprivate func names(account: String) -> Bool { places.contains { $0[1] == account } }

  /// The ids of the VPC endpoints that calls came through.
  var vpcEndpoints: [String] { Set(endpoints.compactMap { $0[0] }).sorted() }

  fileprivate func names(endpoint id: String) -> Bool { endpoints.contains { $0[0] == id } }

  /// The roles and users that made calls.
  var principals: [String] {
    Set(identities.forms.map { $0.principal }.filter { $0.hasPrefix("arn:") }).sorted()
  }

  fileprivate func names(principal arn: String) -> Bool {
    identities.forms.contains { $0.principal == arn }
  }

  /// Whether a request is on a resource, on what its policy is that of, or on one that may be either.
  fileprivate func names(resource arn: String) -> Bool {
    let resources = calls.resources
    let name = Array(arn.utf8)
    let ends = [UInt8(ascii: "/"), UInt8(ascii: ":")]
    let isNamed = resources.indices.contains { row in
      let text = resources.bytes(row)
      return text.starts(with: name)
        && (text.count == name.count || ends.contains(text[text.startIndex + name.count]))
    }
    return isNamed
      || resources.indices.contains { row in
        switch resources.state(row) {
        case .message, .exact, .literal, .assumed:
          return ResourcePolicyServices.owner(of: resources[row].text) == arn
        case .wild, .ambiguous, .partial: return Wildcard.meet(name, Array(resources.bytes(row)))
        case .star, .listwild, .unknown: return false
        }
      }
  }

  fileprivate func names(resourceEnding end: String) -> Bool {
    let end = Array(end.utf8)
    return calls.resources.indices.contains { calls.resources.bytes($0).suffix(end.count).elementsEqual(end) }
  }

  /// The ARNs, of about the length of one, under which policies of the log's resources are stored.
  func resources(like arn: String) -> [String] {
    let resources = calls.resources
    let owners = resources.indices.map { ResourcePolicyServices.owner(of: resources[$0].text) }
    return Set(owners.filter { abs($0.utf8.count - arn.utf8.count) <= 4 }).sorted()
  }
}
