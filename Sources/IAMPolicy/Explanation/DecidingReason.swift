import JSON

/// One reason for a decision; every reason says itself in one line.
public enum DecidingReason: Sendable {
  /// A Deny statement that matches.
  case deny(StatementReport)
  /// A Deny statement that may match.
  case possibleDeny(StatementReport)
  /// A layer, or one level, with policies of which the text is not known and that may deny.
  case unknownDeny(LayerExplanation)
  /// A layer, or one level, that lacks an allow for certain.
  case missingAllow(MissingAllow)
  /// A layer, or one level, that may lack an allow.
  case possiblyMissingAllow(MissingAllow)
  /// The way by which an allowed request is granted.
  case grant(GrantPath)
  /// A statement of a limiting layer that allows.
  case limit(StatementReport)
  /// A rule that policies have no part in.
  case rule(String)
}

/// A layer or level that lacks an allow, with what comes nearest to one.
public struct MissingAllow: Sendable {
  /// The layer.
  public var layer: PolicyLayer
  /// The root, OU or account of an SCP; nil for other layers.
  public var node: String?
  /// The Allow statements that may match.
  public var open: [StatementReport]
  /// The Allow statement that comes nearest of those that do not match; nil when there is none.
  public var nearest: NearMiss?
  /// Whether some Allow of the layer names the action.
  public var namesAction: Bool
  /// Whether some Deny of the layer names the action.
  public var isNamedByDeny: Bool
  /// Whether there are policies of the layer at all.
  public var hasPolicies: Bool
  /// The names of the layer's policies that are not known.
  public var unknownPolicies: [String]
}

extension Explanation {
  /// Why the decision is what it is: what denies, else what lacks an allow, else what allows.
  public var reasons: [DecidingReason] {
    switch decision {
    case .determinate(.explicitlyDenied):
      let certain = denies(DecidingReason.deny) { $0.isDeny }
      // Of several Deny statements that hinge on one fact, one matches whatever the fact is.
      return certain.isEmpty ? possibleDenies : certain
    case .determinate(.implicitlyDenied): return missingAllows
    case .determinate(.allowed): return allows
    case .indeterminate(let possible, _):
      var reasons: [DecidingReason] = []
      if possible.contains(.explicitlyDenied) {
        reasons += denies(DecidingReason.deny) { $0.isDeny }
        reasons += possibleDenies
      }
      return possible.contains(.implicitlyDenied) ? reasons + missingAllows : reasons
    }
  }

  private var possibleDenies: [DecidingReason] {
    let unknown = layers.filter { $0.exemption == nil && !$0.unknownPolicies.isEmpty }
    return denies(DecidingReason.possibleDeny) { $0.compiled.effect == .deny && $0.matches == nil }
      + unknown.map { DecidingReason.unknownDeny($0) }
  }

  private func denies(
    _ reason: (StatementReport) -> DecidingReason, _ isMeant: (StatementReport) -> Bool
  ) -> [DecidingReason] {
    layers.filter { $0.exemption == nil }.flatMap { $0.statements.filter(isMeant).map(reason) }
  }

  private var allows: [DecidingReason] {
    guard let grant else { return [.rule("every answer to the open questions allows")] }
    let granting = Set((grant.statements + grant.limits).map { $0.place })
    let limits = sufficientAllows.filter { !granting.contains($0.place) } + grant.limits
    return [.grant(grant)] + limits.map { .limit($0) }
  }

  /// What an explicitly denied request would lack, or may lack, without every Deny that matches.
  ///
  /// Nothing for a request that is not explicitly denied for certain.
  public var stillMissing: [DecidingReason] {
    decision == .determinate(.explicitlyDenied) ? lacking : []
  }

  private var missingAllows: [DecidingReason] {
    let reasons = lacking
    return reasons.isEmpty ? [.rule(source.rule.rawValue)] : reasons
  }

  private var lacking: [DecidingReason] {
    if let rule = decidingRule { return [.rule(rule)] }
    return layersWithoutAllow.flatMap { layer -> [DecidingReason] in
      switch layer {
      case .serviceGuardrail:
        return [.rule(guardRule)]
      case .s3BlockPublicAccess:
        return [.rule("S3 Block Public Access takes what a public bucket policy grants to other accounts")]
      case .scp: return missing(in: layers.filter { $0.layer == .scp && $0.allows != true })
      default: return missing(in: layer)
      }
    }
  }

  /// What AWS refuses, or may refuse, whatever the policies say.
  private var guardRule: String {
    switch source.request.options.isRefusedByCredentials {
    case true?: "AWS refuses the call with credentials of this kind, whatever the policies say"
    case nil: "AWS may refuse the call with credentials of this kind, whatever the policies say"
    case false?: ownershipRule
    }
  }

  private var ownershipRule: String {
    if isGuarded == true {
      return "AWS owns the resource and refuses to change it, whatever the policies say"
    }
    let isOwned: Ternary = source.request.isOwnedByAWS()
    return isOwned.isTrue
      ? "AWS owns the resource and refuses to change it, unless a service of its own makes the call"
      : "AWS may own the resource and then refuses to change it, whatever the policies say"
  }

  /// The rule that denies by itself.
  private var decidingRule: String? {
    switch source.rule {
    case .otherPartition, .rootAssumesRole, .ownAccountAlone: source.rule.rawValue
    default: nil
    }
  }

  private func missing(in layer: PolicyLayer) -> [DecidingReason] {
    let own = layers.filter { $0.layer == layer }
    guard own.isEmpty else { return missing(in: own) }
    if layer == source.resourceLayer, let rule = ruleWithoutPolicy { return [.rule(rule)] }
    return [
      .missingAllow(
        MissingAllow(
          layer: layer, node: nil, open: [], nearest: nil, namesAction: false,
          isNamedByDeny: false, hasPolicies: false, unknownPolicies: []))
    ]
  }

  /// What a resource without a policy of its own comes to, where more is to be said than that there is none.
  private var ruleWithoutPolicy: String? {
    let isOpen = source.request.options.sharingUnknown && !verdict.resource.allow.any.isFalse
    switch (source.rule, isOpen) {
    case (.unknownAccount, false):
      return
        "the resource may be of another account, and it has no policy that would grant access to the caller's"
    case (.unknownAccount, true):
      return "the resource may be of another account, which may share it with the caller's or not"
    case (_, true):
      return "the owner may share the resource with the caller or not: no policy of its own shows it"
    case (_, false): return nil
    }
  }

  private func missing(in layers: [LayerExplanation]) -> [DecidingReason] {
    layers.map { layer in
      let missing = MissingAllow(
        layer: layer.layer, node: layer.node, open: layer.openAllows, nearest: layer.nearMisses.first,
        namesAction: layer.namesAction, isNamedByDeny: layer.namesAction(in: .deny),
        hasPolicies: !layer.policies.isEmpty, unknownPolicies: layer.unknownPolicies)
      return layer.allows == nil ? .possiblyMissingAllow(missing) : .missingAllow(missing)
    }
  }
}

extension DecidingReason {
  /// The layer, when the reason is no more than that policies of it are not known; nil for any other.
  public var unknownPlace: String? {
    switch self {
    case .unknownDeny(let layer): layer.place
    case .possiblyMissingAllow(let missing):
      missing.unknownPolicies.isEmpty || !missing.open.isEmpty ? nil : missing.place
    case .deny, .possibleDeny, .missingAllow, .grant, .limit, .rule: nil
    }
  }
}

extension DecidingReason {
  /// The layer that denies, or may deny, by the reason, and whether explicitly; nil for any other.
  public var denial: (layer: PolicyLayer, isExplicit: Bool)? {
    switch self {
    case .deny(let report), .possibleDeny(let report): (report.layer, true)
    case .unknownDeny(let layer): (layer.layer, true)
    case .missingAllow(let missing), .possiblyMissingAllow(let missing): (missing.layer, false)
    case .grant, .limit, .rule: nil
    }
  }

  /// The file of the statement that the reason names; nil when it names none, or the policy is of no file.
  public var file: String? {
    switch self {
    case .deny(let report), .possibleDeny(let report), .limit(let report): report.policy.file
    case .missingAllow(let missing), .possiblyMissingAllow(let missing): missing.statementFile
    case .grant(let path): path.statements.first?.policy.file
    case .unknownDeny, .rule: nil
    }
  }
}

extension MissingAllow {
  /// The file of the statement that `words` names first.
  fileprivate var statementFile: String? {
    if let first = open.first { return first.policy.file }
    return unknownPolicies.isEmpty && namesAction ? nearest?.policy.file : nil
  }
}

// MARK: - Words

extension DecidingReason {
  /// The reason in one line, a fragment without a final period.
  public var line: String {
    switch self {
    case .deny(let report): "\(report.layer.rawValue) \(report.name) denies explicitly"
    case .possibleDeny(let report):
      "\(report.layer.rawValue) \(report.name) may deny: hinges on \(report.dependsOn.joined(separator: ", "))"
    case .unknownDeny(let layer):
      "\(layer.place) may deny: hinges on \(layer.unknownPolicies.joined(separator: ", "))"
    case .missingAllow(let missing): "\(missing.place) has no allow: \(missing.words)"
    case .possiblyMissingAllow(let missing): "\(missing.place) may have no allow: \(missing.words)"
    case .grant(let path): path.line
    case .limit(let report):
      "\(report.layer.rawValue) \(report.name)\(report.node.map { " at \($0)" } ?? "") allows"
        + (report.matches == true ? "" : " for some of \(report.dependsOn.joined(separator: ", "))")
    case .rule(let text): text
    }
  }
}

extension GrantPath {
  /// The way in one line.
  public var line: String {
    var line = kind.rawValue
    if !statements.isEmpty { line += ": " + statements.map { $0.name }.joined(separator: " and ") }
    if !bypassed.isEmpty {
      line += "; bypassed: " + bypassed.map { $0.rawValue }.joined(separator: ", ")
    }
    return line
  }
}

extension PolicyLayer {
  /// The layer with its root, OU or account.
  fileprivate func words(at node: String?) -> String {
    node.flatMap { $0.isEmpty ? nil : "\(rawValue) at \($0)" } ?? rawValue
  }
}

extension LayerExplanation {
  /// The layer with its root, OU or account, for example `service control policy at ou-ab12`.
  public var place: String { layer.words(at: node) }
}

extension MissingAllow {
  /// The layer with its root, OU or account.
  public var place: String { layer.words(at: node) }

  /// What may allow, or what comes nearest to an allow.
  var words: String {
    if !open.isEmpty { return openWords }
    if !unknownPolicies.isEmpty { return "hinges on \(unknownPolicies.joined(separator: ", "))" }
    guard hasPolicies else {
      return layer == .session
        ? "a federated user without session policies has no permissions" : "there is no policy"
    }
    guard namesAction else {
      return isNamedByDeny
        ? "no Allow names this action, only a Deny does" : "no statement names this action"
    }
    if let nearest { return "nearest is \(nearest.name), where \(nearest.summary)" }
    return "no statement comes near"
  }

  private var openWords: String {
    var parts = open.prefix(3).map {
      "\($0.name) may allow: hinges on \($0.dependsOn.joined(separator: ", "))"
    }
    if open.count > parts.count { parts.append("\(open.count - parts.count) more may allow") }
    if !unknownPolicies.isEmpty { parts.append("\(unknownPolicies.joined(separator: ", ")) may allow") }
    return parts.joined(separator: "; ")
  }
}

extension NearMiss {
  /// The policy with the statement's Sid or number, for example `AppRead#Objects`.
  public var label: String { Self.label(policy, compiled.source) }

  /// The same with the statement's line, for example `AppRead#Objects (line 14)`.
  public var name: String { "\(label) (line \(compiled.source.position.line))" }

  /// The failed elements with their reasons.
  public var summary: String {
    elements.map { element in "\(element.name) fails: \(element.reason?.rawValue ?? "")" }
      .joined(separator: "; ")
  }

  /// A managed policy goes by its name, not by its ARN.
  fileprivate static func label(_ policy: AttachedPolicy, _ statement: Statement) -> String {
    let isManaged = ARNText.resource(of: policy.name).hasPrefix("policy/")
    let name = isManaged ? policy.name.split(separator: "/").last.map(String.init) : nil
    let sid = statement.sid.flatMap { $0.isEmpty ? nil : $0 }
    return "\(name ?? policy.name)#\(sid ?? String(statement.index))"
  }
}

extension StatementReport {
  /// The policy with the statement's Sid or number, for example `AppRead#Objects`.
  public var label: String { NearMiss.label(policy, compiled.source) }

  /// The same with the statement's line, for example `AppRead#Objects (line 14)`.
  public var name: String { "\(label) (line \(compiled.source.position.line))" }
}
