import IAMPolicy

/// What holds policies of one part of a decision that are no caller's own.
protocol PolicyHolder {
  /// Its policies, a set for each layer and level.
  var sets: [PolicySet] { get }
  /// Whether it has each of its layers, where a layer without policies is another thing than none.
  var hasLayers: [Bool] { get }
  /// The nodes of its levels.
  var nodes: [String] { get }
}

/// The policies of a part of a decision on both sides; of sets that are the same on both, what they say alone.
///
/// A cause names policies that stand on one side only.
struct PolicyLook: Hashable, Sendable {
  private let parts: PolicyParts
  private let hasLayers: [Bool]
  /// Those of both sides where they are others on each.
  private let nodes: [String]
  private let before: [PolicySet]
  /// Nil where the sides have the same.
  private let after: [PolicySet]?

  init<Holder: PolicyHolder>(_ sides: AskedParts.Sides<Holder>) {
    let (old, new) = (sides.before, sides.after)
    parts = sides.parts
    hasLayers = old.hasLayers + new.hasLayers
    nodes = old.nodes == new.nodes ? [] : old.nodes + ["|"] + new.nodes
    before = old.sets
    after = before == new.sets ? nil : new.sets
  }

  static func == (left: Self, right: Self) -> Bool {
    guard left.parts == right.parts, left.hasLayers == right.hasLayers, left.nodes == right.nodes,
      left.before.count == right.before.count, left.after?.count == right.after?.count
    else { return false }
    if let after = left.after, after.count != left.before.count {
      return left.before == right.before && left.after == right.after
    }
    return left.before.indices.allSatisfy { index in
      let isSame = left.isSame(index)
      guard isSame == right.isSame(index) else { return false }
      if isSame { return left.before[index].says(sameAs: right.before[index]) }
      return left.before[index] == right.before[index] && left.after?[index] == right.after?[index]
    }
  }

  private func isSame(_ index: Int) -> Bool { after.map { before[index] == $0[index] } ?? true }

  /// Feeds how many policies there are of how many statements, by which most are told apart.
  func hash(into hasher: inout Hasher) {
    for set in before {
      hasher.combine(set.policies.count)
      for policy in set.policies { hasher.combine(policy.statementCount) }
    }
  }
}

extension PolicySet {
  fileprivate func says(sameAs other: PolicySet) -> Bool {
    policies.elementsEqual(other.policies) { $0.says(sameAs: $1) }
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

extension AskedParts.Sides where Part: PolicyHolder {
  /// Appends what both sides make of the action of a request, see `PolicySet.appendMarks(of:to:)`.
  func appendMarks(of request: AuthorizationRequest, to marks: inout [Int32]) {
    for set in before.sets { set.appendMarks(of: request, to: &marks) }
    if parts.isEmpty { return }
    for set in after.sets { set.appendMarks(of: request, to: &marks) }
  }
}

extension CallerLayers: PolicyHolder {
  var sets: [PolicySet] { scps.map { $0.policies } }
  var hasLayers: [Bool] { [] }
  var nodes: [String] { scps.map { $0.node } }
}

extension ResourceLayers: PolicyHolder {
  var sets: [PolicySet] { rcps.map { $0.policies } + [resource].compactMap { $0 } }
  var hasLayers: [Bool] { [resource != nil] }
  var nodes: [String] { rcps.map { $0.node } }
}

extension PolicySet?: PolicyHolder {
  var sets: [PolicySet] { [self].compactMap { $0 } }
  var hasLayers: [Bool] { [self != nil] }
  var nodes: [String] { [] }
}
