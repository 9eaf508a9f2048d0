import AuditStore
import IAMPolicy

/// Equal keys for groups of events that come to the same, though their callers, actions or resources differ.
///
/// Of the policies that a caller meets, few statements cover an action, and of its own policies a decision takes no
/// more than their answer. Groups have the same finding, causes and conditions where
/// - the callers' own policies are the same on both sides and answer alike: `LayerAnswer`;
/// - policies see the same of the callers and of all else around the call, and the same change takes part;
/// - the same statements of the other policies cover the actions, see `PolicySet.appendMarks(of:to:)`;
/// - the calls look alike, see `CallLook`.
///
/// Statements that cover the actions of both groups see the same of both, whatever the others look at.
struct AlikeGroups: Sendable {
  /// What equal groups have in common.
  struct Key {
    /// Of all but the answers of the callers' own policies.
    let number: Int32
    /// As many for all groups of a number.
    let answers: [LayerAnswer]
  }

  /// -1 for a group that no other is taken to be like; empty where none is.
  private var numbers: [Int32] = []

  /// Groups of which none is taken to be like another.
  init() {}

  /// - Parameter calls: what statements can see of the calls.
  init(_ parts: AskedParts, _ groups: CellGroups, _ calls: CallNumbers, _ differ: Differ) {
    // Whether the record is evidence hangs on policies that no side holds, and what is assumed is not confirmed by it.
    guard differ.evaluator.recorded == nil, differ.options.assumed.isEmpty else { return }
    let keys = groups.keys
    let (looks, marks) = ParallelPair.run {
      SharedParts(keys.map { ($0.call, 0) }) { group in
        parts.subjects[group].map { CallLook($0, shape: calls.shape(ofCall: keys[group].call)) }
      }.numbers { $0 }
    } _: {
      // The account of a caller has its SCPs.
      let places = Self.pairs(
        parts.askers.numbers { $0?.asker.account }, parts.askers.numbers { $0?.asker.endpoint })
      return SharedParts(zip(places, keys).map { ($0, calls.actions(ofCall: $1.call)) }) { group in
        parts.marks(group)
      }.numbers { $0 }
    }
    let (subjects, callers) = ParallelPair.run {
      Self.pairs(looks, marks)
    } _: {
      let surroundings = Self.surroundings(groups)
      return Self.pairs(
        parts.callers.numbers { CallerPart($0) }, keys.map { surroundings[Int($0.surroundings)] })
    }
    let all = Self.pairs(subjects, callers)
    numbers = groups.indices.map { group in
      parts.callers[group]?.hasSameOwnPolicies == true ? all[group] : -1
    }
  }

  private static func pairs(_ first: [Int32], _ second: [Int32]) -> [Int32] {
    PairNumbering.numbers(Array(zip(first, second)))
  }

  /// The number of each of the surroundings, but for the caller's own policies.
  private static func surroundings(_ groups: CellGroups) -> [Int32] {
    var identities = Numbering<ProjectedIdentity>()
    let kin = groups.identities.map { identities.number($0.withoutPolicies) }
    var numbers = SurroundingNumbers()
    return groups.surroundings.map { surroundings in
      var own = surroundings
      own.identity = kin.number(at: Int(surroundings.identity))
      return numbers.number(own)
    }
  }

  /// What a group shares with those that come to the same; nil where it is to be decided by itself.
  func key(_ group: Int, _ parts: AskedParts, _ differ: Differ) -> Key? {
    guard !numbers.isEmpty, numbers[group] >= 0, let answers = parts.ownAnswers(group, differ) else {
      return nil
    }
    return Key(number: numbers[group], answers: answers)
  }
}

/// What changes have to do with a caller's policies.
private struct CallerPart: Hashable {
  private let parts: PolicyParts?
  private let changes: [Int]
  private let hasSession: Bool

  init(_ sides: AskedParts.Sides<CallerLayers>?) {
    parts = sides?.parts
    changes = sides?.changes ?? []
    hasSession = sides?.before.session != nil
  }
}

extension AskedParts {
  /// What the policies of the organization and the endpoint make of the actions of a group's call.
  fileprivate func marks(_ group: Int) -> [Int32] {
    guard let call = subjects[group], let own = askers[group], let caller = callers[group] else { return [] }
    let endpoint = endpoints[own.asker.endpoint]
    return call.subjects.requests.reduce(into: []) { marks, subject in
      for level in caller.before.scps + caller.after.scps {
        level.policies.appendMarks(of: subject.request, to: &marks)
      }
      endpoint?.appendMarks(of: subject.request, to: &marks)
    }
  }

  /// What the caller's own policies say to the requests of a group; nil for one that cannot be asked.
  fileprivate func ownAnswers(_ group: Int, _ differ: Differ) -> [LayerAnswer]? {
    guard let call = subjects[group], let own = askers[group], let caller = callers[group] else { return nil }
    let asked = AskedCall(own.asker, call.subjects, differ)
    return call.subjects.requests.indices.flatMap { index in
      let request = asked.request(index)
      let answers = [
        LayerAnswer(request, caller.before.identity), LayerAnswer(request, boundary: caller.before.boundary),
      ]
      return answers + (caller.before.session.map { [LayerAnswer(request, $0)] } ?? [])
    }
  }
}

extension AskedParts.Sides<CallerLayers> {
  /// Whether the caller's own policies are the same on both sides.
  fileprivate var hasSameOwnPolicies: Bool { !parts.contains(.caller) }
}
