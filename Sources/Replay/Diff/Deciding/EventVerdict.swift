import AuditStore
import IAMPolicy

/// What an event with all its requests comes to; events that no policy can tell apart share one.
///
/// An event is allowed when every request that it made is; one that it perhaps made may have had no part. So the outcomes
/// of the requests are combined on each side, what contradicts the event's record is left out, and only then is the event
/// classed.
struct EventVerdict {
  /// A cause with the requests, by index, that it touches.
  struct Touched: Equatable {
    var reason: CauseReason
    var requests: [Int]
    /// The first place where the statements of the policy begin; see `Cause.statements`.
    var statements: SourcePosition?
    /// The conditions of changed statements that have to do with it, by the index of the request that they touch.
    var conditions: [Int: [ComparedValue.Condition]] = [:]
  }

  /// What the event comes to, apart from what causes it.
  let finding: EventFinding
  /// Whether the record agrees with a change for certain; one that rests on an assumption is not confirmed.
  var isConfirmed: Bool
  /// The requests that have a part in the decision, by index; those that were possibly made are among them.
  let comparisons: [Int: RequestComparison]
  /// The causes of a change or a mismatch.
  let causes: [Touched]
  /// Whether the baseline has changes that AWS never had, so that the record says nothing of it.
  var isHypothetical = false

  /// The verdict on an event that comes to this.
  ///
  /// - Parameters:
  ///   - hasPolicies: whether policies were given that the record can be held against.
  ///   - asked: what was asked in a request, by its index.
  init(
    _ finding: EventFinding, _ comparisons: [Int: RequestComparison], of event: DerivedEvent,
    hasPolicies: Bool,
    asked: (Int) -> AskedRequest?
  ) {
    self.finding = finding
    self.comparisons = comparisons
    let (changeClass, affected) = (finding.changeClass, finding.affected)
    isConfirmed = finding.isConfirmed
    var finders: [Int: CauseFinder] = [:]
    if changeClass.isImpact || changeClass == .reasonChanged {
      for index in affected {
        guard let asked = asked(index), let comparison = comparisons[index] else { continue }
        finders[index] = CauseFinder(asked, comparison.pairs)
      }
    }
    causes = Self.causes(changeClass, affected) { index in
      if let finder = finders[index] {
        return finder.reasons(for: changeClass, mayKeepReason: finding.mayKeepReason).map {
          ($0, finder.statements(of: $0), finder.conditions(of: $0))
        }
      }
      return asked(index).map {
        let evidence = event.evidence(for: index) ?? event.perhapsDenied(index)
        let isOtherwise = finding.namesOtherLayer
        let reason = $0.mismatch(
          with: event.record, evidence: evidence, hasPolicies: hasPolicies, isOtherwise: isOtherwise,
          isOpen: comparisons[index]?.baselineAlone.possible.contains(.allowed) ?? false)
        return [(reason, nil, [])]
      } ?? []
    }
  }

  var changeClass: ChangeClass { finding.changeClass }
  /// The requests that make the event what it is, by index.
  var affected: [Int] { finding.affected }

  /// Whether it says the same as another one with the same finding.
  func hasSameCauses(as other: EventVerdict) -> Bool {
    causes == other.causes
  }

  private static func causes(
    _ changeClass: ChangeClass, _ affected: [Int],
    _ reasons: (Int) -> [(CauseReason, SourcePosition?, [ComparedValue.Condition])]
  ) -> [Touched] {
    if changeClass == .unchanged || changeClass == .notReplayable { return [] }
    var causes: [Touched] = []
    for index in affected {
      for (reason, statements, conditions) in reasons(index) {
        let known = causes.firstIndex { $0.reason == reason }
        let place = known ?? causes.count
        if known == nil { causes.append(Touched(reason: reason, requests: [])) }
        causes[place].requests.append(index)
        causes[place].statements = .first(causes[place].statements, statements)
        if !conditions.isEmpty { causes[place].conditions[index] = conditions }
      }
    }
    return causes
  }
}

extension AskedRequest {
  /// Says where the policies given disagree with what AWS recorded; without any, what the log itself tells, such as a
  /// session's policies or a caller that no policy can allow it.
  ///
  /// - Parameters:
  ///   - isOtherwise: whether they deny it as well, or may, but not by what AWS's message tells of.
  ///   - isOpen: whether they may allow it.
  fileprivate func mismatch(
    with record: EventRecord, evidence: Evidence?, hasPolicies: Bool, isOtherwise: Bool, isOpen: Bool
  ) -> CauseReason {
    let wasAllowed = record == .allowed
    if isOtherwise, let evidence {
      let known = hasPolicies ? "the policies given" : "what else the log tells"
      let found =
        isOpen
        ? "\(known) hold\(hasPolicies ? "" : "s") no such denial" : "by \(known) it is denied otherwise"
      return CauseReason(
        layer: isOpen ? "" : denyingLayers, effect: "AWS's message tells of \(evidence.denial), but \(found)",
        policy: "", attachment: nil, file: nil, position: nil, statement: nil)
    }
    guard hasPolicies else {
      return CauseReason(
        layer: "",
        effect: wasAllowed
          ? "AWS allowed it, but by what the log tells no policy could"
          : "AWS denied it, but by what the log tells every policy would allow it", policy: "",
        attachment: nil,
        file: nil, position: nil, statement: nil)
    }
    let named = evidence?.layer.map { " and names the \($0.rawValue)" } ?? ""
    return CauseReason(
      layer: wasAllowed ? denyingLayers : "",
      effect: wasAllowed
        ? "AWS allowed it, but the policies given deny it"
        : "AWS denied it\(named), but the policies given allow it", policy: "", attachment: nil, file: nil,
      position: nil, statement: nil)
  }

  /// The layers of the policies given by which the request is denied for certain, and behind them those that perhaps deny
  /// it as well.
  private var denyingLayers: String {
    let layers = Evaluator.explain(request, before).layers
    let denying = layers.filter { $0.exemption == nil && $0.denies == true }
    if !denying.isEmpty { return Self.list(denying.map { $0.layer }) }
    let lacking = Evaluator.layersWithoutAllow(for: request, before)
    let certain = Evaluator.layersWithoutAllow(for: request, before, isCertain: true)
    // One of several denies, and which of them is not known.
    guard !certain.isEmpty else { return Self.list(lacking, separator: " or ") }
    let open = lacking.filter { !certain.contains($0) }
    return Self.list(certain) + (open.isEmpty ? "" : ", perhaps also \(Self.list(open))")
  }

  private static func list(_ layers: [PolicyLayer], separator: String = ", ") -> String {
    Set(layers.map { $0.rawValue }).sorted().joined(separator: separator)
  }
}
