import AuditStore
import IAMPolicy
import JSON
import PolicyWorlds
import Replay
import TestSupport

/// Holds diffs of random worlds against what could really have been.
public struct DiffRun: Sendable {
  /// How many completions of each world are tried.
  let completions: Int

  /// Sets a run up.
  public init(completions: Int) { self.completions = completions }

  /// Checks the worlds of a range of seeds.
  public func report(_ seeds: Range<UInt64>) -> DiffRunReport {
    var report = DiffRunReport()
    for seed in seeds {
      report.worlds += 1
      do {
        if let fault = try check(seed, &report) { report.violations.append("seed \(seed): \(fault)") }
      } catch is SnapshotError {
        // The change asks for what is not there, and is refused as it should be.
        report.refused += 1
      } catch {
        report.violations.append("seed \(seed): \(error)")
      }
    }
    return report
  }

  private func check(_ seed: UInt64, _ report: inout DiffRunReport) throws -> String? {
    var dice = Dice(seed: ~seed)
    let scene = DiffScene(seed: seed)
    guard !scene.events.isEmpty, scene.isMeant(scene.estate) else {
      report.idle += 1
      return nil
    }
    let property = DiffProperty(scene: scene, completions: completions)
    let folder = try DiffFolder(scene)
    let differ = try folder.differ()
    count(scene, &report.coverage)
    let whole = try folder.report(differ)
    let common = dice.chance(scene.generator.isShared ? 0.4 : 0.15) ? nil : property.claims(whole)
    let claims = try common ?? property.claims(folder, differ)
    if let fault = property.violation(claims, &report.coverage, &dice) { return fault }
    if let fault = grouping(whole, claims, &report.coverage) { return fault + scene.text(claims) }
    return try DiffSums.fault(in: whole) ?? (dice.chance(0.1) ? DiffSums.formatFault(in: whole) : nil)
      ?? order(
        scene, whole, &report.coverage, &dice)
      ?? assumption(scene, property, folder, claims, &report.coverage, &dice)
      ?? logsAlone(scene, &report.coverage, &dice)
      ?? sharing(folder, differ, &report.coverage, &dice)
  }

  /// Counts the groups of some worlds, and those of them that share a decision.
  private func sharing(
    _ folder: DiffFolder, _ differ: Differ, _ coverage: inout DiffCoverage, _ dice: inout Dice
  ) throws -> String? {
    guard dice.chance(0.2) else { return nil }
    let sharing = try folder.sharing(differ)
    coverage.reach("groups", times: sharing.groups)
    if sharing.shared > 0 { coverage.reach("groups, sharing a decision", times: sharing.shared) }
    return nil
  }

  private func count(_ scene: DiffScene, _ coverage: inout DiffCoverage) {
    for change in scene.changes {
      coverage.reach("target \(change.kind)")
      if change.policy == nil { coverage.reach("target \(change.kind) removed") }
    }
    for word in scene.words { coverage.reach(word) }
    for word in scene.view.words { coverage.reach("hidden \(word)") }
    if !scene.options.newTargets.isEmpty { coverage.reach("new target") }
    if !scene.options.replacedTargets.isEmpty { coverage.reach("replaced target") }
  }

  /// Events that share a decision have the ones that they have alone.
  private func grouping(
    _ whole: DiffReport, _ claims: [DiffProperty.Claim?], _ coverage: inout DiffCoverage
  ) -> String? {
    for changeClass in ChangeClass.allCases where changeClass != .notReplayable {
      let alone = claims.compactMap { $0 }.filter { $0.changeClass == changeClass }
      guard let together = whole.summary[changeClass] else { continue }
      if alone.count != together.events || alone.filter({ $0.isConfirmed }).count != together.confirmed {
        return "\(together.events) events (\(together.confirmed) confirmed) are \(changeClass) together, "
          + "\(alone.count) (\(alone.filter { $0.isConfirmed }.count)) alone"
      }
    }
    if claims.count > 1 { coverage.reach("grouped events") }
    return nil
  }

  /// Neither the order of the events nor that of the changes matters.
  private func order(
    _ scene: DiffScene, _ whole: DiffReport, _ coverage: inout DiffCoverage, _ dice: inout Dice
  ) throws -> String? {
    guard dice.chance(0.15) else { return nil }
    let folder = try DiffFolder(scene, isReversed: true)
    let other = try folder.report(try folder.differ())
    coverage.reach("both orders")
    if other.summary == whole.summary { return nil }
    return "in reverse \(other.counts), not \(whole.counts)" + scene.text([])
  }

  /// An assumed value holds for its key alone, and confirms nothing.
  private func assumption(
    _ scene: DiffScene, _ property: DiffProperty, _ folder: DiffFolder, _ claims: [DiffProperty.Claim?],
    _ coverage: inout DiffCoverage, _ dice: inout Dice
  ) throws -> String? {
    guard dice.chance(0.25) else { return nil }
    let open = scene.events.flatMap { Array($0.keys) + $0.requests.flatMap { Array($0.keys) } }
    let keyed = open.sorted { $0.key < $1.key }.filter { !$0.key.hasPrefix("aws:principalorg") }
    guard !keyed.isEmpty else { return nil }
    let (key, states) = keyed[dice.number(0...keyed.count - 1)]
    let single = states.compactMap { state -> String? in
      guard case .known(let texts) = state, texts.count == 1 else { return nil }
      return texts[0]
    }
    let value = dice.pick(single)
    guard !single.isEmpty, scene.admits(key, value) else { return nil }
    var options = scene.options
    options.assumed[key] = value
    let assumed = try property.claims(folder, try folder.differ(options))
    coverage.reach("assumed")
    for (index, (alone, other)) in zip(claims, assumed).enumerated()
    where other?.isConfirmed == true && alone?.isConfirmed != true {
      return "event \(index) is confirmed only because \(key) is assumed"
    }
    return property.violation(assumed, assumed: (key, value), &coverage, &dice)
      .map { "with \(key)=\(value) assumed: \($0)" }
  }

  /// Logs alone give the answer of the whole snapshot wherever both are certain.
  private func logsAlone(
    _ scene: DiffScene, _ coverage: inout DiffCoverage, _ dice: inout Dice
  ) throws -> String? {
    guard dice.chance(0.12) else { return nil }
    var scene = scene
    let changer = ChangeGenerator(
      estate: scene.estate, view: scene.view, generator: scene.generator,
      actions: scene.events.flatMap { $0.truth.requests }.map { $0.action })
    scene.changes = [changer.scpOfAnAccount(&dice)]
    if scene.changes[0].text.hasSuffix("*") {
      scene.changes[0].target = .scp(name: "New", node: Estate.root)
    }
    scene.options = Differ.Options()
    scene.reshaping = nil
    let property = DiffProperty(scene: scene, completions: 1)
    let full = try DiffFolder(scene, showing: EstateView())
    let known = try property.claims(full, try full.differ())
    if case .scp(_, Estate.root) = scene.changes[0].target {
      scene.changes[0].target = .scp(name: "New", node: "*")
    }
    scene.options.managementAccount = Estate.management
    let alone = try DiffFolder(scene, showing: .nothing(of: scene.estate))
    let guessed = try property.claims(alone, try alone.differ())
    for (index, (left, right)) in zip(known, guessed).enumerated() {
      guard let left = left?.changeClass, let right = right?.changeClass, left.isCertain, right.isCertain
      else {
        continue
      }
      coverage.reach("logs alone agree")
      if left.hasEffect(of: right) { continue }
      return "event \(index) is \(left) by the whole snapshot, \(right) by the log alone\n"
        + "\(scene.changes[0].text)=\(scene.changes[0].policy?.text?.json.text() ?? "-")\n"
        + "\(scene.events[index].derived)"
    }
    return nil
  }
}

extension DiffReport {
  /// The events of each class that has any.
  fileprivate var counts: String {
    ChangeClass.allCases.compactMap { changeClass in
      summary[changeClass].flatMap { $0.events > 0 ? "\($0.events) \(changeClass)" : nil }
    }.joined(separator: ", ")
  }
}

extension DiffScene {
  /// The changes and events with what is claimed of each, for reading a violation.
  fileprivate func text(_ claims: [DiffProperty.Claim?]) -> String {
    let changes = changes.map { "\($0.text)=\($0.policy?.text?.json.text() ?? "-")" }
    let events = events.enumerated().map { index, event in
      let claim = claims.indices.contains(index) ? claims[index].map { "\($0.changeClass): " } ?? "" : ""
      return claim + "\(event.members) \(event.derived)"
    }
    return "\nhidden: \(view.words.joined(separator: ", "))\n" + (changes + events).joined(separator: "\n")
  }
}

extension ChangeClass {
  fileprivate var isCertain: Bool {
    switch self {
    case .revoked, .granted, .unchanged, .reasonChanged: true
    default: false
    }
  }

  fileprivate func hasEffect(of other: ChangeClass) -> Bool {
    func word(_ changeClass: ChangeClass) -> ChangeClass {
      changeClass == .reasonChanged ? .unchanged : changeClass
    }
    return word(self) == word(other)
  }
}

extension DiffScene {
  /// Whether a value may be assumed in every event that leaves the key open.
  fileprivate func admits(_ key: String, _ value: String) -> Bool {
    events.allSatisfy { $0.assuming(key, value, in: $0.truth) != nil }
  }
}

/// What a run found.
public struct DiffRunReport: Sendable {
  /// How many worlds were made.
  public var worlds = 0
  /// Those of them whose events or changes come to nothing.
  public var idle = 0
  /// Those of them whose changes were refused.
  public var refused = 0
  /// What does not hold, each with its seed.
  public var violations: [String] = []
  /// What was reached.
  public var coverage = DiffCoverage()

  /// An empty report.
  public init() {}

  /// Adds another run's report.
  public mutating func merge(_ other: DiffRunReport) {
    worlds += other.worlds
    idle += other.idle
    refused += other.refused
    violations += other.violations
    coverage.merge(other.coverage)
  }
}
