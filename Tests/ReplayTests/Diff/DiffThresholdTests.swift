import Testing

@testable import Replay

/// What a diff comes to for a pipeline.
struct DiffThresholdTests {
  private func report(
    _ counts: [ChangeClass: (events: Int, confirmed: Int)], replayed: Int = 10, agreeing: Int? = 9
  ) -> DiffReport {
    var report = ReportSample.report([])
    for (changeClass, count) in counts {
      report.summary[changeClass] = ChangeCount(requests: 1, events: count.events, confirmed: count.confirmed)
    }
    report.events.replayed = replayed
    report.fidelity.determinate = agreeing == nil ? 0 : 10
    report.fidelity.agreeing = agreeing ?? 0
    return report
  }

  @Test(arguments: [
    (ChangeClass.revoked, 1, DiffThreshold.Outcome.confirmed), (.granted, 1, .confirmed),
    (.revoked, 0, .unconfirmed),
    (.granted, 0, .unconfirmed), (.maybeRevoked, 0, .unconfirmed), (.maybeGranted, 0, .unconfirmed),
    (.unknownChange, 0, .unconfirmed), (.reasonChanged, 0, .passed), (.modelMismatch, 0, .passed),
    (.unchanged, 0, .passed), (.notReplayable, 0, .passed),
  ])
  func `without classes every impact counts`(
    changeClass: ChangeClass, confirmed: Int, outcome: DiffThreshold.Outcome
  ) {
    #expect(DiffThreshold().outcome(of: report([changeClass: (2, confirmed)])) == outcome)
  }

  @Test(arguments: [
    ([ChangeClass.revoked], ChangeClass.granted, 1, DiffThreshold.Outcome.passed),
    ([.revoked], .maybeGranted, 0, .passed), ([.revoked], .maybeRevoked, 0, .unconfirmed),
    ([.revoked], .unknownChange, 0, .unconfirmed), ([.revoked], .revoked, 0, .unconfirmed),
    ([.granted], .revoked, 1, .passed), ([.granted], .granted, 1, .confirmed),
    ([.granted], .maybeGranted, 0, .unconfirmed), ([.granted], .unknownChange, 0, .unconfirmed),
    ([.maybeRevoked], .revoked, 1, .confirmed), ([.maybeGranted], .granted, 1, .confirmed),
    ([.unknownChange], .revoked, 1, .passed), ([.unknownChange], .unknownChange, 0, .unconfirmed),
    ([.reasonChanged], .reasonChanged, 0, .unconfirmed), ([.reasonChanged], .revoked, 1, .passed),
    ([.modelMismatch], .modelMismatch, 0, .unconfirmed),
    ([.modelMismatch, .granted], .granted, 1, .confirmed),
  ])
  func `only the classes asked about count, with what may be of them`(
    classes: [ChangeClass], changeClass: ChangeClass, confirmed: Int, outcome: DiffThreshold.Outcome
  ) {
    let threshold = DiffThreshold(classes: Set(classes))
    #expect(threshold.outcome(of: report([changeClass: (2, confirmed)])) == outcome)
  }

  @Test(arguments: [
    (90.0, Int?.some(9), DiffThreshold.Outcome.passed), (90.1, 9, .fidelityTooLow), (100.0, 10, .passed),
    (0.0, 0, .passed), (0.1, nil, .fidelityTooLow), (0.0, nil, .fidelityTooLow),
  ])
  func `a fidelity that is lower or was not measured is too low`(
    minimum: Double, agreeing: Int?, outcome: DiffThreshold.Outcome
  ) {
    #expect(DiffThreshold(minimumFidelity: minimum).outcome(of: report([:], agreeing: agreeing)) == outcome)
  }

  @Test func `policies that decide too little of the log are no measure`() {
    var threshold = DiffThreshold(minimumFidelity: 100)
    var sparse = report([:], agreeing: 10)
    sparse.fidelity.recorded = 1_000
    #expect(threshold.outcome(of: sparse) == .passed)
    threshold.minimumDecided = 1
    #expect(threshold.outcome(of: sparse) == .passed)
    threshold.minimumDecided = 1.1
    #expect(threshold.outcome(of: sparse) == .fidelityTooLow)
    sparse.fidelity.hasPolicies = false
    threshold = DiffThreshold()
    threshold.minimumDecided = 0
    #expect(threshold.outcome(of: sparse) == .fidelityTooLow)
  }

  @Test func `what is too low is said by the options that it does not reach`() {
    let report = report([:])
    var threshold = DiffThreshold()
    #expect(threshold.shortfall(of: report) == nil)
    threshold.minimumDecided = 100
    let words = [
      ("does not reach --min-decided", Double?.none),
      ("reaches neither --min-fidelity nor --min-decided", 95.0),
    ]
    for (options, minimum) in words {
      threshold.minimumFidelity = minimum
      #expect(threshold.shortfall(of: report) == "The fidelity \(options): \(report.fidelityText)")
    }
    threshold.minimumDecided = nil
    #expect(
      threshold.shortfall(of: report)?.hasPrefix("The fidelity does not reach --min-fidelity: ") == true)
  }

  /// Nothing replayed, then fidelity, then what is confirmed, then what may be.
  @Test func `the outcomes go before each other in their order`() {
    let threshold = DiffThreshold(minimumFidelity: 95)
    let changes: [ChangeClass: (events: Int, confirmed: Int)] = [.revoked: (2, 1), .maybeRevoked: (2, 0)]
    #expect(threshold.outcome(of: report(changes, replayed: 0, agreeing: nil)) == .nothingReplayed)
    #expect(threshold.outcome(of: report(changes)) == .fidelityTooLow)
    #expect(threshold.outcome(of: report(changes, agreeing: 10)) == .confirmed)
    #expect(threshold.outcome(of: report([.maybeRevoked: (2, 0)], agreeing: 10)) == .unconfirmed)
  }
}
