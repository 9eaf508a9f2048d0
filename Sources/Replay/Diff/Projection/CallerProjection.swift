import AuditStore
import IAMPolicy

/// Numbers for callers: those with equal numbers have the same decisions on the same calls.
///
/// A caller counts by what policies see of it and by its own policies on both sides, not by its name.
struct CallerProjection: Sendable {
  /// A caller as the policies of a comparison see it.
  struct Projected: Hashable {
    var look: CallerLook
    var policies: Int32
    var facts: [ProjectedFact]
  }

  /// What policies see of a caller, and what reports show of it.
  struct Sight {
    let seen: Projected
    /// The values of the keys that it implies, where reports show them.
    let shown: [ExactText]
    /// The caller in the names of its policies, where those were not exported.
    let unknownOwner: String?
  }

  /// The policies of a caller on both sides.
  private struct Sides: Equatable {
    var before: PolicyResolver.CallerPolicies
    var after: PolicyResolver.CallerPolicies
    /// Those that the record speaks of, where they are a third.
    var recorded: PolicyResolver.CallerPolicies?
  }

  private let vocabulary: PolicyVocabulary
  private let evaluator: ChangeEvaluator
  private let contexts: ContextDifferences?
  private var known: [[ExactText]: Sight] = [:]
  /// The policies seen so far, by their names: documents are compared only where all names agree.
  private var numbers: [[ExactText]: [(sides: Sides, number: Int32)]] = [:]
  private var count: Int32 = 0

  init(_ vocabulary: PolicyVocabulary, _ evaluator: ChangeEvaluator, _ contexts: ContextDifferences?) {
    self.vocabulary = vocabulary
    self.contexts = contexts
    self.evaluator = evaluator
  }

  /// What can be seen of a caller.
  mutating func sight(of caller: Caller, _ values: inout ValueProjection) -> Sight {
    var caller = caller
    if case .session(var session) = caller, !vocabulary.namesSessions, !vocabulary.mentions("aws:userid") {
      session.sessionName = nil
      caller = .session(session)
    }
    let key = caller.exact
    if let sight = known[key] { return sight }
    let sight = newSight(of: caller, &values)
    known[key] = sight
    return sight
  }

  /// What is known of the tags of a caller, beside those of an exported user.
  func principalTags(of identity: RecordedIdentity) -> [ContextFact] {
    guard let caller = identity.facts.caller else { return identity.context }
    return evaluator.baseline.snapshot.principalTags(
      of: caller, identity.tags, asked: vocabulary.principalTagKeys)
  }

  /// What another snapshot tells of a caller; nil where it tells nothing else of anybody.
  func toldOtherwise(of identity: RecordedIdentity) -> ContextDifferences.Told? {
    guard let caller = identity.facts.caller else { return nil }
    return contexts?.told(
      of: caller, identity.tags, asked: vocabulary.principalTagKeys, by: vocabulary)
  }

  private mutating func newSight(of caller: Caller, _ values: inout ValueProjection) -> Sight {
    let before = evaluator.baseline.callerIdentity(caller)
    let sides = Sides(
      before: before.nameless, after: evaluator.candidate.callerIdentity(caller).nameless,
      recorded: evaluator.recorded?.callerIdentity(caller).nameless)
    let told = evaluator.baseline.snapshot.context(caller: caller, resourceAccount: nil)
    let facts = values.project(told + caller.impliedContext)
    return Sight(
      seen: Projected(look: vocabulary.look(of: caller), policies: number(of: sides), facts: facts.seen),
      shown: facts.shown, unknownOwner: before.unknownOwner)
  }

  private mutating func number(of sides: Sides) -> Int32 {
    let names = sides.before.names + [ExactText("|")] + sides.after.names
    if let same = numbers[names]?.first(where: { $0.sides == sides }) { return same.number }
    numbers[names, default: []].append((sides, count))
    count += 1
    return count - 1
  }
}

extension PolicyResolver.CallerPolicies {
  /// The same without the caller's name.
  fileprivate var nameless: Self {
    var result = self
    result.unknownOwner = nil
    return result
  }

  /// The names of all policies, by which most sets are told apart.
  fileprivate var names: [ExactText] {
    (policies.policies + (boundary?.policies ?? [])).flatMap {
      [ExactText($0.name), ExactText($0.file ?? "")]
    }
  }
}

extension Caller {
  /// Texts that tell the caller apart from every other.
  fileprivate var exact: [ExactText] {
    let parts: [String?] =
      switch self {
      case .user(let arn, let id): ["user", arn, id]
      case .session(let session):
        [
          "session", session.partition, session.account, session.roleName, session.sessionName,
          session.roleARN,
          session.roleID,
        ]
      case .unnamed(let caller):
        [
          "unnamed", caller.account, caller.uniqueID, caller.sessionName, caller.partition,
          caller.isServiceLinked.map { "\($0)" },
        ]
      case .federatedUser(let arn, let issuer, let id): ["federated user", arn, issuer, id]
      case .root(let arn, let isAssumed): [isAssumed ? "assumed root" : "root", arn]
      case .service(let name): ["service", name]
      case .federated(let provider): ["federated", provider]
      case .anonymous: ["anonymous"]
      }
    return parts.map { ExactText($0.map { "=\($0)" } ?? "") }
  }
}
