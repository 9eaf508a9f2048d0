/// What a diff has to hold for a pipeline to go on.
public struct DiffThreshold: Sendable, Equatable {
  /// What a diff comes to by a threshold, in the order in which it is asked.
  public enum Outcome: Sendable, Equatable {
    /// No event was replayed.
    case nothingReplayed
    /// The fidelity, or what of the log it was measured by, is lower than asked for, or was not measured.
    case fidelityTooLow
    /// The record confirms a change of a class that was asked about.
    case confirmed
    /// Nothing is confirmed, but there are changes of a class that was asked about, or there may be; or the target of a
    /// change is not known.
    case unconfirmed
    /// None of it.
    case passed
  }

  /// The classes that can be asked about.
  public static let allowedClasses = ChangeClass.allCases.filter { $0 != .unchanged && $0 != .notReplayable }

  /// The classes that are asked about; a certain class also stands for what may be of it, and the reverse.
  public var classes: Set<ChangeClass>
  /// The lowest fidelity in percent; nil when any will do.
  public var minimumFidelity: Double?
  /// The lowest share, in percent, of recorded decisions that the policies decide for certain; nil when any will do.
  public var minimumDecided: Double?

  /// Makes a threshold; by default every impact is asked about and any fidelity will do.
  public init(classes: Set<ChangeClass> = [.revoked, .granted], minimumFidelity: Double? = nil) {
    self.classes = classes
    self.minimumFidelity = minimumFidelity
  }

  /// What a report comes to; accepted events are not asked about.
  public func outcome(of report: DiffReport) -> Outcome {
    if report.events.replayed == 0 { return .nothingReplayed }
    if !missed(by: report.fidelity).isEmpty { return .fidelityTooLow }
    let outcome = outcome(of: asked.map { report.count(of: $0) })
    return outcome == .passed && failsOnUnknownTargets && !report.unknownTargets.isEmpty
      ? .unconfirmed : outcome
  }

  /// Whether a change whose target is not known is asked about: it may be what an unknown change may be.
  var failsOnUnknownTargets: Bool { asked.contains(.unknownChange) }

  /// What one of its causes comes to, whatever the fidelity is.
  public func outcome(of cause: Cause) -> Outcome {
    outcome(of: asked.contains(cause.changeClass) ? [cause.count] : [])
  }

  private func outcome(of counts: [ChangeCount]) -> Outcome {
    if counts.contains(where: { $0.confirmed > $0.acceptedConfirmed }) { return .confirmed }
    return counts.contains { $0.events > $0.accepted } ? .unconfirmed : .passed
  }

  /// That a report's fidelity is too low, with the options that it does not reach and without a period; nil where it is
  /// not.
  public func shortfall(of report: DiffReport) -> String? {
    let missed = missed(by: report.fidelity)
    guard !missed.isEmpty else { return nil }
    let miss =
      missed.count == 1
      ? "does not reach \(missed[0])" : "reaches neither \(missed.joined(separator: " nor "))"
    return "The fidelity \(miss): \(report.fidelityText)"
  }

  /// The options that a fidelity does not reach; where nothing was compared it reaches none.
  private func missed(by fidelity: Fidelity) -> [String] {
    func isBelow(_ share: Double?, _ least: Double?) -> Bool {
      least.map { least in share.map { $0 < least } ?? true } ?? false
    }
    return (isBelow(fidelity.percent, minimumFidelity) ? ["--min-fidelity"] : [])
      + (isBelow(fidelity.decidedPercent, minimumDecided) ? ["--min-decided"] : [])
  }

  /// Who asks about what is lost asks about what may be lost, and the reverse; an unknown change may be either.
  private var asked: Set<ChangeClass> {
    var asked = classes
    if !classes.isDisjoint(with: [.revoked, .maybeRevoked]) {
      asked.formUnion([.revoked, .maybeRevoked, .unknownChange])
    }
    if !classes.isDisjoint(with: [.granted, .maybeGranted]) {
      asked.formUnion([.granted, .maybeGranted, .unknownChange])
    }
    return asked
  }
}
