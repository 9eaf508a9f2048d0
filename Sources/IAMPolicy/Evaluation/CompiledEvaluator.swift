/// Decides many requests under one set of policies: the evaluator that a replay uses.
///
/// A statement is a conjunction of factors: action, resource, principal, each condition. Every factor is looked
/// at once for each distinct value of what it looks at, and kept as a bit per statement; a request then is a
/// handful of intersections. Statements whose variables tie factors together are looked at for each request.
public struct CompiledEvaluator {
  private let policies: AppliedPolicies
  private var judge: MaskJudge

  /// Compiles the policies of one caller.
  public init(_ policies: AppliedPolicies) {
    self.policies = policies
    judge = MaskJudge(policies)
  }

  /// The decision on a request; equal to that of the plain evaluator.
  public mutating func decide(_ request: AuthorizationRequest) -> Decision {
    judge.prepare(request)
    var pass = EvaluationPass(request, judge)
    if let outcome = CombinedEffect(pass.run(policies)).outcome { return .determinate(outcome) }
    return Evaluator.refine(Evaluator.effect(request, policies, SilentJudge<Formula>()))
  }
}

/// A judge that answers from masks that `prepare` has laid out for a request.
struct MaskJudge: LayerJudge {
  /// The statements of a layer, by effect, and the names of its policies without text.
  private struct Layer {
    var allows: StatementMask
    var denies: StatementMask
    var hasUnknown = false
  }

  private var layers: [LayerKey: Layer] = [:]
  private var factors: StatementFactors
  private let boundary: PolicySet?
  private var matches: MatchMasks
  private var classes: PrincipalMasks?

  init(_ policies: AppliedPolicies) {
    let sets = policies.sets
    let statements = sets.flatMap { $0.set.policies.flatMap { $0.document?.statements ?? [] } }
    let count = statements.count
    matches = .all(count: count)
    factors = StatementFactors(statements)
    boundary = policies.boundary
    var number = 0
    for (key, set) in sets {
      var layer = Layer(allows: StatementMask(count: count), denies: StatementMask(count: count))
      for policy in set.policies {
        guard let document = policy.document else {
          layer.hasUnknown = true
          continue
        }
        for statement in document.statements {
          switch statement.effect {
          case .allow: layer.allows.insert(number)
          case .deny: layer.denies.insert(number)
          }
          number += 1
        }
      }
      layers[key] = layer
    }
  }

  /// Lays out which statements match a request, their principals left aside, and in which classes those match.
  mutating func prepare(_ request: AuthorizationRequest) {
    matches = factors.matches(request)
    classes = factors.principals(request, hasBoundary: request.hasBoundary(boundary))
  }

  func union(_ set: PolicySet, _ key: LayerKey, _ request: AuthorizationRequest) -> LayerVerdict<Ternary> {
    guard let layer = layers[key] else { return SilentJudge().union(set, key, request) }
    let unknown: Ternary = layer.hasUnknown ? .unknown : .no
    return LayerVerdict(
      allow: matches.any(of: layer.allows).or(unknown), deny: matches.any(of: layer.denies).or(unknown))
  }

  func resourceUnion(
    _ set: PolicySet, _ key: LayerKey, _ request: AuthorizationRequest, hasBoundary: Ternary
  ) -> ResourceVerdict<Ternary> {
    // A trust policy is the resource-based policy of a role.
    let own = key.layer == .trust ? LayerKey(layer: .resource) : key
    guard let layer = layers[own], let classes else {
      return SilentJudge().resourceUnion(set, key, request, hasBoundary: hasBoundary)
    }
    let named = [classes.direct, classes.behind, classes.account].map { named in
      var both = matches
      both.formIntersection(named)
      return both
    }
    let unknown: Ternary = layer.hasUnknown ? .unknown : .no
    return ResourceVerdict(
      allow: PrincipalClasses(
        direct: named[0].any(of: layer.allows).or(unknown),
        behind: named[1].any(of: layer.allows).or(unknown),
        account: named[2].any(of: layer.allows).or(unknown)),
      denyClasses: PrincipalClasses(
        direct: named[0].any(of: layer.denies).or(unknown), behind: named[1].any(of: layer.denies),
        account: named[2].any(of: layer.denies)))
  }
}

extension AppliedPolicies {
  /// Every set of policies with its key.
  fileprivate var sets: [(key: LayerKey, set: PolicySet)] {
    var sets: [(key: LayerKey, set: PolicySet)] = [(LayerKey(layer: .identity), identity)]
    if let boundary { sets.append((LayerKey(layer: .boundary), boundary)) }
    if let session { sets.append((LayerKey(layer: .session), session)) }
    for (level, own) in scps.enumerated() { sets.append((LayerKey(layer: .scp, level: level), own.policies)) }
    for (level, own) in rcps.enumerated() { sets.append((LayerKey(layer: .rcp, level: level), own.policies)) }
    if let resource { sets.append((LayerKey(layer: .resource), resource)) }
    if let vpcEndpoint { sets.append((LayerKey(layer: .vpcEndpoint), vpcEndpoint)) }
    return sets
  }
}
