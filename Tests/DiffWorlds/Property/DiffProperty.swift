import AuditStore
import IAMPolicy
import JSON
import PolicyWorlds
import Replay
import TestSupport

/// What a diff claims of each event, held against calls and estates that fit both log and snapshot.
struct DiffProperty {
  let scene: DiffScene
  let completions: Int

  /// What is claimed of one event.
  struct Claim {
    var changeClass: ChangeClass
    var isConfirmed: Bool
  }

  /// The claims of a report whose events are all of one class; nil for any other.
  func claims(_ whole: DiffReport) -> [Claim?]? {
    let counts = whole.summary.filter { $0.value.events > 0 }
    guard let count = counts.first, counts.count == 1, count.value.events == scene.events.count,
      count.value.confirmed == 0 || count.value.confirmed == count.value.events
    else { return nil }
    let claim = Claim(changeClass: count.key, isConfirmed: count.value.confirmed > 0)
    return scene.events.map { _ in claim }
  }

  /// The claims of a run over each event alone; nil for events that were not replayed.
  func claims(_ folder: DiffFolder, _ differ: Differ) throws -> [Claim?] {
    try scene.events.map { event in
      let report = try folder.report(differ, at: event.time)
      let found = ChangeClass.allCases.first { (report.summary[$0]?.events ?? 0) > 0 }
      return found.map { Claim(changeClass: $0, isConfirmed: (report.summary[$0]?.confirmed ?? 0) > 0) }
    }
  }

  /// What contradicts the claims; also counts what was reached.
  ///
  /// - Parameter assumed: a key with the value that the run assumed for it.
  func violation(
    _ claims: [Claim?], assumed: (key: String, value: String)? = nil, _ coverage: inout DiffCoverage,
    _ dice: inout Dice
  ) -> String? {
    let drawer = EstateCompletion(
      truth: scene.estate, view: scene.view, generator: scene.generator, reshaping: scene.reshaping)
    let estates = [scene.estate] + (1..<completions).map { _ in drawer.draw(&dice) }
    let sides = estates.filter { scene.isMeant($0) }.map {
      (before: $0, after: scene.after($0, &dice))
    }
    for (index, event) in scene.events.enumerated() {
      guard let claim = claims[index] else { continue }
      if let fault = confirmation(claim, event) { return "event \(index): \(fault)" }
      var reached: Set<[Bool]> = []
      for (number, side) in sides.enumerated() {
        var call = number == 0 ? event.truth : event.draw(&dice)
        if let assumed {
          guard let other = event.assuming(assumed.key, assumed.value, in: call) else { continue }
          call = other
        }
        guard let pair = pair(call, event.record, side) else { continue }
        reached.insert([pair.0, pair.1])
        if let fault = fault(claim.changeClass, pair) {
          return "event \(index) (completion \(number)) is \(claim.changeClass), but \(fault)\n"
            + describe(event, call, side)
        }
      }
      coverage.count(claim.changeClass, event, reached)
    }
    return nil
  }

  /// Whether both sides allow a call, where it would have left the record.
  private func pair(
    _ call: TrueEvent, _ record: TrueRecord, _ side: (before: Estate, after: Estate)
  ) -> (Bool, Bool)? {
    guard let before = EstateResults(call, in: side.before), record.agrees(call, before.results),
      let after = EstateResults(call, in: side.after)
    else { return nil }
    return (before.allows(call, record), after.allows(call, record))
  }

  private func fault(_ changeClass: ChangeClass, _ pair: (before: Bool, after: Bool)) -> String? {
    let isHeld =
      switch changeClass {
      case .revoked: pair.before && !pair.after
      case .granted: !pair.before && pair.after
      case .unchanged, .reasonChanged: pair.before == pair.after
      case .maybeRevoked: pair.before || !pair.after
      case .maybeGranted: !pair.before || pair.after
      case .unknownChange: true
      case .modelMismatch, .notReplayable: false
      }
    return isHeld
      ? nil : "\(pair.before ? "allowed" : "denied") before, \(pair.after ? "allowed" : "denied") after"
  }

  private func confirmation(_ claim: Claim, _ event: LoggedEvent) -> String? {
    guard claim.isConfirmed else { return nil }
    switch (claim.changeClass, event.derived.recorded) {
    case (.revoked, .allowed), (.granted, .denied): return nil
    default: return "\(claim.changeClass) is confirmed by a record that says \(event.derived.recorded)"
    }
  }

  private func describe(
    _ event: LoggedEvent, _ call: TrueEvent, _ side: (before: Estate, after: Estate)
  ) -> String {
    var lines = [
      "changes: "
        + scene.changes.map { change in
          change.text + "=" + (change.policy?.text?.json.text() ?? "-")
        }.joined(separator: "\n  ")
    ]
    if let reshaping = scene.reshaping { lines.append("second snapshot: \(reshaping)") }
    lines.append("options: new \(scene.options.newTargets), replaced \(scene.options.replacedTargets)")
    lines.append("hidden: \(scene.view.words.joined(separator: ", "))")
    lines.append("logged: \(event.members["userIdentity"] ?? "") \(event.derived)")
    for request in call.requests + [call.underived].compactMap({ $0 }) {
      lines.append("made \(request.isMade), certain \(request.isCertain)")
      lines.append("before " + side.before.world(call, request).caseLine(id: "before"))
      lines.append("after " + side.after.world(call, request).caseLine(id: "after"))
    }
    return lines.joined(separator: "\n")
  }
}
