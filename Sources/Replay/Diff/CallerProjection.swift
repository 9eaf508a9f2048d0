import IAMPolicy

/// Numbers for callers: those with equal numbers have the same decisions on the same calls.
///
/// A caller counts by what policies see of it and by its own policies on both sides, not by its name.
struct CallerProjection {
  /// A caller as the policies of a comparison see it.
  struct Projected: Hashable {
    var look: CallerLook
    var policies: Int32
    var facts: [ProjectedFact]
  }

  /// The policies of a caller on both sides.
  private struct Sides: Equatable {
    var before: PolicyResolver.CallerPolicies
    var after: PolicyResolver.CallerPolicies
  }

  private let vocabulary: PolicyVocabulary
  private let evaluator: ChangeEvaluator
  private var known: [[ExactText]: Projected] = [:]
  private var owners: [[ExactText]: String] = [:]
  /// The policies seen so far, by their names: documents are compared only where all names agree.
  private var numbers: [[ExactText]: [(sides: Sides, number: Int32)]] = [:]
  private var count: Int32 = 0

  init(_ vocabulary: PolicyVocabulary, _ evaluator: ChangeEvaluator) {
    self.vocabulary = vocabulary
    self.evaluator = evaluator
  }

  /// What can be seen of a caller.
  mutating func project(_ caller: Caller, _ values: inout ValueProjection) -> Projected {
    var caller = caller
    if case .session(var session) = caller, !vocabulary.namesSessions, !vocabulary.mentions("aws:userid") {
      session.sessionName = nil
      caller = .session(session)
    }
    let key = caller.exact
    if let projected = known[key] { return projected }
    let facts = evaluator.baseline.snapshot.context(caller: caller, resourceAccount: nil)
    let projected = Projected(
      look: vocabulary.look(of: caller), policies: number(of: caller), facts: values.project(facts).seen)
    known[key] = projected
    return projected
  }

  /// The caller in the names of its policies, where those were not exported.
  mutating func unknownOwner(of caller: Caller) -> String? {
    var caller = caller
    if case .session(var session) = caller {
      session.sessionName = nil
      caller = .session(session)
    }
    let key = caller.exact
    if let known = owners[key] { return known.isEmpty ? nil : known }
    let owner = evaluator.baseline.callerIdentity(caller).unknownOwner
    owners[key] = owner ?? ""
    return owner
  }

  private mutating func number(of caller: Caller) -> Int32 {
    let sides = Sides(
      before: evaluator.baseline.callerIdentity(caller).nameless,
      after: evaluator.candidate.callerIdentity(caller).nameless)
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
      case .federatedUser(let arn, let issuer, let id): ["federated user", arn, issuer, id]
      case .root(let arn, let isAssumed): [isAssumed ? "assumed root" : "root", arn]
      case .service(let name): ["service", name]
      case .federated(let provider): ["federated", provider]
      case .anonymous: ["anonymous"]
      }
    return parts.map { ExactText($0.map { "=\($0)" } ?? "") }
  }
}
