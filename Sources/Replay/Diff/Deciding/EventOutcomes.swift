import IAMPolicy

/// The outcomes that an event can have on both sides together, from those of its requests and its record.
///
/// Requests are taken as independent: that can only add combinations, so what holds for all of them holds.
struct EventOutcomes {
  /// What the requests so far come to, and whether one of those that AWS may have denied is denied.
  fileprivate struct Combination: Hashable {
    var pair = OutcomePair.allowed
    var holdsDenial = false
  }

  private let comparisons: [Int: RequestComparison]
  private let record: EventRecord
  /// Every pair that agrees with the record; empty when none does, and where the event may be allowed though AWS's message
  /// tells of a denial that is not found: nothing tells whether that would go on denying.
  let pairs: Set<OutcomePair>
  /// Whether none of the requests that AWS may have denied is found to be denied as its message tells.
  let namesOtherLayer: Bool

  /// - Parameter mayLiftOthers: whether a change may allow a denied check that the event's requests do not hold.
  init(_ comparisons: [Int: RequestComparison], _ record: EventRecord, mayLiftOthers: Bool = false) {
    self.comparisons = comparisons
    self.record = record
    var combinations: Set<Combination> = [Combination()]
    for (index, comparison) in comparisons {
      let mayBeDenied = record.mayDeny(index)
      combinations = Set(
        combinations.flatMap { combination in
          comparison.pairsOfCall.map { pair in combination.adding(pair, mayBeDenied: mayBeDenied) }
        })
    }
    switch record {
    case .denied: combinations = combinations.filter { $0.holdsDenial }
    case .deniedElsewhere:
      let other = Self.underivedDenial(mayBeLifted: mayLiftOthers)
      combinations = Set(
        combinations.flatMap { combination in other.map { combination.adding($0, mayBeDenied: true) } })
    case .allowed, .unknown: break
    }
    let found = Set(combinations.map { $0.pair })
    var isFoundOtherwise = false
    if case .denied(let among) = record, !found.isEmpty, !among.isEmpty {
      isFoundOtherwise = among.allSatisfy { comparisons[$0]?.namesOtherLayer ?? false }
    }
    namesOtherLayer = isFoundOtherwise
    pairs = isFoundOtherwise && found.mayGain ? [] : found
  }

  /// A denied check that is not derived.
  private static func underivedDenial(mayBeLifted: Bool) -> Set<OutcomePair> {
    let stays = OutcomePair(baseline: .implicitlyDenied, candidate: .implicitlyDenied)
    return mayBeLifted ? [stays, OutcomePair(baseline: .implicitlyDenied, candidate: .allowed)] : [stays]
  }

  /// The class of the event.
  var changeClass: ChangeClass { pairs.isEmpty ? .modelMismatch : ChangeClass(pairs: pairs) }

  /// The requests that make the event what it is, by index.
  var affected: [Int] {
    let changeClass = changeClass
    let found = comparisons.filter { index, comparison in
      switch changeClass {
      case .unchanged, .notReplayable: !comparison.isOptional
      case .reasonChanged: comparison.pairs.contains { $0.baseline != $0.candidate }
      case .modelMismatch: record.mayDeny(index) || comparison.contradictsRecord
      case .revoked, .maybeRevoked: comparison.pairs.mayLose
      case .granted, .maybeGranted: comparison.pairs.mayGain
      case .unknownChange: comparison.pairs.mayLose || comparison.pairs.mayGain
      }
    }
    return (found.isEmpty ? comparisons.filter { !$0.value.isOptional } : found).keys.sorted()
  }

  /// Whether the baseline alone allows what the record speaks of; nil when that is not certain.
  var baselineAllows: Bool? {
    let certain = comparisons.values.filter { !$0.isOptional }
    let spoken: [RequestComparison] =
      if case .denied(let among) = record { among.compactMap { comparisons[$0] } } else {
        certain.isEmpty ? Array(comparisons.values) : certain
      }
    let effects = spoken.map {
      $0.isOptional && $0.baselineAloneAllows == false ? nil : $0.baselineAloneAllows
    }
    if effects.contains(false) { return false }
    if record == .deniedElsewhere { return nil }
    return effects.allSatisfy { $0 == true } ? true : nil
  }
}

extension EventOutcomes.Combination {
  fileprivate func adding(_ other: OutcomePair, mayBeDenied: Bool) -> Self {
    Self(
      pair: pair.combined(with: other),
      holdsDenial: holdsDenial || (mayBeDenied && other.baseline != .allowed))
  }
}

extension EventRecord {
  /// Whether this request is one of those of which AWS denied at least one.
  fileprivate func mayDeny(_ index: Int) -> Bool {
    if case .denied(let among) = self { return among.contains(index) }
    return false
  }
}

extension RequestComparison {
  /// What the baseline alone says; nil when it is not certain.
  fileprivate var baselineAloneAllows: Bool? {
    let effects = Set(baselineAlone.possible.map { $0 == .allowed })
    return effects.count == 1 ? effects.first : nil
  }
}
