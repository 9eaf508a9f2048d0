import AuditStore
import IAMPolicy

/// A call as far as its decision hangs on it, but for what the policies of caller and endpoint make of it.
///
/// INVARIANT: it holds all that the engine or a diff takes from an action, or from a resource beside its ARN, in
/// another way than by the statements that cover them. Whoever adds such a way adds it here.
struct CallLook: Hashable, Sendable {
  /// One of its requests, by what is taken from its action.
  private struct Request: Hashable, Sendable {
    let traits: ActionTraits
    /// Credentials tell IAM from other services, and of STS the actions apart; the causes ask for STS.
    let text: ExactText
    let hasGateways: Bool
    /// Resources of some services may be shared without a policy.
    let hasOnlyPolicies: Bool
    /// Of some actions on no resource it is known that nothing but `*` matches it.
    let isOnStar: Bool
    /// Some actions do not have the keys of the resource's account.
    let hasOwner: Bool
    /// The keys of other services that policies look at.
    let lacking: [String]

    init(_ request: DerivedRequest, _ subject: CallSubjects.Subject) {
      let prepared = subject.request
      traits = ActionTraits(prepared)
      let service = request.action.prefix { $0 != ":" }
      text = ExactText(service == "sts" ? request.action : service == "iam" ? "iam" : "")
      hasGateways = RequestOptions.hasGateways(request.action)
      hasOnlyPolicies = ResourcePolicyServices.haveOnly(prepared.resource, of: request.action)
      isOnStar = prepared.resource == .arn("*")
      hasOwner = request.settledOwner != nil
      lacking = subject.facts.lazy.map(\.key).filter { ServiceKeys.contains($0) }
    }
  }

  /// See `CallNumbers.shape(ofCall:)`.
  private let shape: Int32
  /// It hangs on which of the requests are for the same action.
  private let record: EventRecord
  private let requests: [Request]
  private let layers: [ResourceLook]
  /// What the resources' policies make of the actions.
  private let marks: [Int32]

  init(_ call: AskedParts.Subjects, shape: Int32) {
    self.shape = shape
    let (derived, prepared) = (call.subjects.derived, call.subjects.requests)
    record = derived.record
    requests = zip(derived.requests, prepared).map { Request($0, $1) }
    layers = call.layers.map { ResourceLook($0) }
    marks = zip(prepared, call.layers).reduce(into: []) { marks, own in
      own.1.appendMarks(of: own.0.request, to: &marks)
    }
  }
}

/// The policies that a resource has on both sides; where the sides are the same, by what they say alone.
///
/// A cause names policies that stand on one side only.
private struct ResourceLook: Hashable, Sendable {
  private let sides: AskedParts.Sides<ResourceLayers>

  init(_ sides: AskedParts.Sides<ResourceLayers>) { self.sides = sides }

  static func == (left: Self, right: Self) -> Bool {
    let (left, right) = (left.sides, right.sides)
    guard left.parts == right.parts, left.changes == right.changes else { return false }
    if !left.parts.isEmpty { return left.before == right.before && left.after == right.after }
    return left.before.sets.elementsEqual(right.before.sets) { left, right in
      left.policies.elementsEqual(right.policies) { $0.says(sameAs: $1) }
    } && (left.before.resource == nil) == (right.before.resource == nil)
  }

  /// Feeds how many policies there are of which text, by which most are told apart.
  func hash(into hasher: inout Hasher) {
    for set in sides.before.sets {
      hasher.combine(set.policies.count)
      for policy in set.policies { hasher.combine(policy.statementCount) }
    }
  }
}

extension AttachedPolicy {
  /// Whether it says the same as another one, of whatever name.
  fileprivate func says(sameAs other: AttachedPolicy) -> Bool {
    switch (content, other.content) {
    case (.unknown(let left), .unknown(let right)): ExactText(left) == ExactText(right)
    case (.document(let left), .document(let right)):
      left == right || (left.type == right.type && hasSameText(as: other))
    default: false
    }
  }

  /// -1 where the text is not known.
  fileprivate var statementCount: Int {
    if case .document(let document) = content { document.document.statements.count } else { -1 }
  }
}

/// What holds policies of one part of a decision.
protocol PolicyHolder {
  /// Its policies, a set for each layer and level.
  var sets: [PolicySet] { get }
}

extension AskedParts.Sides where Part: PolicyHolder {
  /// Appends what both sides make of the action of a request, see `PolicySet.appendMarks(of:to:)`.
  func appendMarks(of request: AuthorizationRequest, to marks: inout [Int32]) {
    for set in before.sets { set.appendMarks(of: request, to: &marks) }
    if parts.isEmpty { return }
    for set in after.sets { set.appendMarks(of: request, to: &marks) }
  }
}

extension ResourceLayers: PolicyHolder {
  var sets: [PolicySet] { rcps.map { $0.policies } + [resource].compactMap { $0 } }
}

extension PolicySet?: PolicyHolder {
  var sets: [PolicySet] { [self].compactMap { $0 } }
}
