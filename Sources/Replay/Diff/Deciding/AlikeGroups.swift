import AuditStore
import IAMPolicy

/// Equal numbers for groups of events that come to the same, though their callers, actions or resources differ.
///
/// Of the policies that a caller meets, few statements cover an action, and of its own policies a decision takes no
/// more than their answer. Groups have the same finding, causes and conditions where
/// - the callers' own policies are the same on both sides and answer alike: `LayerAnswer`;
/// - both sides know the same of the calls;
/// - the other policies see the same of the callers and of all else around the call, and the same change takes part;
/// - the SCPs of the callers' accounts say the same, and these stand alike to those of the resources: `Standing`;
/// - the same statements of the other policies cover the actions, see `PolicySet.appendMarks(of:to:)`;
/// - the calls look alike, see `CallLook`.
///
/// Statements that cover the actions of both groups see the same of both, whatever the others look at.
struct AlikeGroups: Sendable {
  /// -1 for a group that no other is taken to be like; empty where none is.
  private var numbers: [Int32] = []

  /// Groups of which none is taken to be like another.
  init() {}

  /// - Parameter calls: what statements can see of the calls.
  init(_ parts: AskedParts, _ groups: CellGroups, _ calls: CallNumbers, _ differ: Differ) {
    // Whether the record is evidence hangs on policies that no side holds, and what is assumed is not confirmed by it.
    guard differ.evaluator.recorded == nil, differ.options.assumed.isEmpty else { return }
    let keys = groups.keys
    let callers = parts.callers.numbers { CallerPart($0) }
    let looks = SharedParts(keys.map { ($0.call, 0) }) { group in
      parts.subjects[group].map { CallLook($0, keys[group].call, calls, differ.vocabulary) }
    }.numbers { $0 }
    // Callers of one part have SCPs that say the same.
    let endpoints = parts.endpoints.mapValues { PolicyLook($0) }
    let places = Self.pairs(callers, parts.askers.numbers { $0.flatMap { endpoints[$0.asker.endpoint] } })
    let actions = Self.pairs(
      keys.map { calls.actions(ofCall: $0.call) }, parts.subjects.numbers { $0?.subjects.asksOnStar })
    let marks = SharedParts(Array(zip(places, actions))) { group in
      parts.marks(group)
    }.numbers { $0 }
    let (subjects, (surroundings, ownSurroundings)) = ParallelPair.run {
      let accounts = parts.askers.numbers { $0?.asker.account }
      let owners = parts.subjects.numbers { $0?.subjects.requests.map { $0.request.resourceAccount } }
      let standings = SharedParts(Array(zip(accounts, owners))) { group in
        Standing(parts.askers[group]?.asker, parts.subjects[group]?.subjects)
      }.numbers { $0 }
      return Self.pairs(Self.pairs(looks, marks), standings)
    } _: {
      (Self.sharedSurroundings(groups, calls), Self.ownSurroundings(groups, calls))
    }
    let own = SharedParts(Array(zip(ownSurroundings, keys.map { $0.call }))) { group in
      parts.ownAnswers(group, differ)
    }.numbers { $0 }
    let others = Self.pairs(callers, surroundings)
    let all = Self.pairs(Self.pairs(subjects, others), own)
    numbers = groups.indices.map { group in
      parts.callers[group]?.hasSameOwnPolicies == true && !parts.isRestated(group) ? all[group] : -1
    }
  }

  private static func pairs(_ first: [Int32], _ second: [Int32]) -> [Int32] {
    PairNumbering.numbers(Array(zip(first, second)))
  }

  /// The number of each group's surroundings, as policies see them that are no caller's own.
  private static func sharedSurroundings(_ groups: CellGroups, _ calls: CallNumbers) -> [Int32] {
    numbers(groups, calls.sharedSight) { _ in
      groups.seen
    } identity: { identity, sight in
      identity.withoutOwnPolicies(seenBy: sight)
    }
  }

  /// The number of each group's surroundings, as callers' own policies see them.
  private static func ownSurroundings(_ groups: CellGroups, _ calls: CallNumbers) -> [Int32] {
    // An endpoint reaches a statement by keys alone.
    var withoutEndpoints = groups.seen
    withoutEndpoints.endpoints = withoutEndpoints.endpoints.map { _ in [] }
    return numbers(groups, calls.ownSight) { [withoutEndpoints] sight in
      sight.keys.isEmpty ? withoutEndpoints : groups.seen
    } identity: { identity, sight in
      identity.ofOwnPolicies(seeing: sight)
    }
  }

  /// The number of each group's surroundings, as some statements see them.
  ///
  /// - Parameters:
  ///   - sight: what statements for a call look at, by its number.
  ///   - values: what is there to be seen of the surroundings.
  ///   - identity: what statements see of an identity.
  private static func numbers(
    _ groups: CellGroups, _ sight: (Int32) -> ActionSights.Sight,
    _ values: (StatementSight) -> SurroundingValues,
    identity: (ProjectedIdentity, StatementSight) -> ProjectedIdentity
  ) -> [Int32] {
    var masked = MaskedSurroundings()
    var (pairs, known) = (PairNumbering(), [Int32]())
    return groups.keys.map { key in
      let sight = sight(key.call)
      let place = Int(pairs.number(key.surroundings, sight.number))
      if place == known.count {
        let whole = groups.surroundings[Int(key.surroundings)]
        known.append(
          masked.number(whole, of: values(sight.seen), by: sight.seen.keys, sight.number) {
            identity($0, sight.seen)
          })
      }
      return known[place]
    }
  }

  /// A number that a group shares with those that come to the same; nil where it is to be decided by itself.
  func number(_ group: Int) -> Int? {
    numbers.isEmpty || numbers[group] < 0 ? nil : Int(numbers[group])
  }
}

/// What SCPs, and changes, have to do with a caller.
private struct CallerPart: Hashable {
  private let changes: [Int]
  private let hasSession: Bool
  private let scps: PolicyLook?

  init(_ sides: AskedParts.Sides<CallerLayers>?) {
    changes = sides?.changes ?? []
    hasSession = sides?.before.session != nil
    scps = sides.map { PolicyLook($0) }
  }
}

/// How a caller's account stands to those of the resources.
private struct Standing: Hashable {
  private let isInManagementAccount: Bool?
  private let isOfAccount: Bool
  /// Whether a request's resource is in the caller's account; nil where that one's is not known.
  private let isSameAccount: [Bool?]

  init(_ asker: CallAsker?, _ subjects: CallSubjects?) {
    isInManagementAccount = asker?.isInManagementAccount
    let own = asker?.account.map { ExactText($0) }
    isOfAccount = own != nil
    isSameAccount = (subjects?.requests ?? []).map { subject in
      subject.request.resourceAccount.map { ExactText($0) == own }
    }
  }
}

extension CallSubjects {
  /// Request by request whether it is for no resource.
  fileprivate var asksOnStar: [Bool] { requests.map { $0.request.resource == .star } }
}

extension AskedParts {
  /// What the policies of the organization and the endpoint make of the actions of a group's call.
  fileprivate func marks(_ group: Int) -> [Int32] {
    guard let call = subjects[group], let own = askers[group], let caller = callers[group] else { return [] }
    let endpoint = endpoints[own.asker.endpoint]
    return call.subjects.requests.reduce(into: []) { marks, subject in
      caller.appendMarks(of: subject.request, to: &marks)
      endpoint?.appendMarks(of: subject.request, to: &marks)
    }
  }

  /// Whether the sides know other things of the call of a group.
  fileprivate func isRestated(_ group: Int) -> Bool {
    askers[group]?.asker.contextAfter != nil
      || subjects[group]?.subjects.requests.contains { $0.after != nil } == true
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
