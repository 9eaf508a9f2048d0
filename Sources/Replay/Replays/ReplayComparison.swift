public import AuditStore
import CloudTrail
import IAMPolicy

/// Compares two stored replays, each with the policies that it was made from.
///
/// Both sides are decided again together: what is unknown and the same on both sides cancels only so. What was stored
/// tells whether this program still decides as the one that stored it.
public struct ReplayComparison {
  private let from: StoredReplay
  private let to: StoredReplay
  private let settings: (from: ReplaySettings, to: ReplaySettings)
  private let policies: (from: ReplayPolicies, to: ReplayPolicies)

  /// Reads two replays by their names.
  ///
  /// - Throws: `SnapshotError` for a name that is not stored, and for replays that were made with other filters or
  ///   assumptions; `StoreError` when the database cannot be read.
  public init(_ from: String, _ to: String, in database: borrowing AuditDatabase) throws {
    self.from = try Self.replay(from, database)
    self.to = try Self.replay(to, database)
    settings = (try Self.settings(self.from), try Self.settings(self.to))
    if settings.from.filter != settings.to.filter {
      throw SnapshotError(message: "the replays `\(from)` and `\(to)` were made with other filters")
    }
    if settings.from.options != settings.to.options {
      throw SnapshotError(message: "the replays `\(from)` and `\(to)` were made under other assumptions")
    }
    policies = (
      try settings.from.policies(from: InputFiles(kept: self.from.inputs)),
      try settings.to.policies(from: InputFiles(kept: self.to.inputs))
    )
  }

  private static func replay(_ name: String, _ database: borrowing AuditDatabase) throws -> StoredReplay {
    if let replay = try database.replay(named: name) { return replay }
    let names = try database.replayNames()
    let stored = names.isEmpty ? "none is stored" : "stored are " + names.joined(separator: ", ")
    throw SnapshotError(message: "no replay `\(name)`; \(stored)\(Spelling.hint(for: name, among: names))")
  }

  private static func settings(_ replay: StoredReplay) throws(SnapshotError) -> ReplaySettings {
    guard let settings = ReplaySettings(json: replay.settings) else {
      throw SnapshotError(message: "what the replay `\(replay.name)` was asked for cannot be read")
    }
    return settings
  }

  /// What changes from the one to the other, over the events that both have looked at.
  ///
  /// - Throws: `SnapshotError` when the sides do not fit together; `StoreError` when the database cannot be read.
  public func report(
    on database: borrowing AuditDatabase, window: TimeWindow, view: DiffView = DiffView()
  ) throws -> DiffReport {
    let differ = try Differ(from: policies.from, to: policies.to, options: settings.to.options)
    var scope = EventScope(
      window: window.intersection(from.window).intersection(to.window), filter: settings.to.filter)
    scope.lastEvent = min(from.lastEvent, to.lastEvent)
    scope.holdsServiceLinkedRoles = differ.mayBindServiceLinkedRoles
    var report = try differ.run(on: database, scope, view).report
    report.changes = []
    report.replays = [source(from, settings.from), source(to, settings.to)]
    report.notes = try notes(database, scope)
    if policies.to.snapshot.adoptingTexts(of: policies.from.snapshot) != policies.from.snapshot {
      report.assumptions.append(Self.twoSnapshots)
    }
    if !policies.from.changes.isEmpty {
      report.assumptions.append(
        "what AWS recorded is no evidence of how the changes of `\(from.name)` decide: where they take part, "
          + "nothing is confirmed by the log or measured by it")
    }
    return report
  }

  private func source(_ replay: StoredReplay, _ settings: ReplaySettings) -> ReplaySource {
    ReplaySource(
      name: replay.name, policies: settings.policies,
      changes: settings.changes + (settings.changeFolder.map { ["--change-dir \($0)"] } ?? []),
      inputs: replay.inputs.count, inputsDigest: replay.inputsDigest.text, versions: replay.versions)
  }

  private static let twoSnapshots = "what neither of the two snapshots holds is the same on both sides"
}

// MARK: - Notes

extension ReplayComparison {
  /// What keeps the replays from being compared as they were stored, in sentences.
  private func notes(_ database: borrowing AuditDatabase, _ scope: EventScope) throws -> [String] {
    var notes: [String] = []
    if from.window != to.window {
      notes.append("the replays were made over other windows; only what lies in both is compared")
    }
    let newer = try database.eventCount(after: scope.lastEvent ?? 0, in: scope.window)
    if newer > 0 {
      notes.append(
        "\(TextFormat.count(newer, "event")) of the window came into the database after a replay was stored and "
          + "\(newer == 1 ? "is" : "are") not in this answer; replay again to have \(newer == 1 ? "it" : "them")"
      )
    }
    let now = try Replayer.versions(database)
    for (replay, settings, policies) in [
      (from, settings.from, policies.from), (to, settings.to, policies.to),
    ]
    where replay.versions != now {
      notes.append(try note(replay, settings, policies, now, database))
    }
    return notes
  }

  private func note(
    _ replay: StoredReplay, _ settings: ReplaySettings, _ policies: ReplayPolicies, _ now: ReplayVersions,
    _ database: borrowing AuditDatabase
  ) throws -> String {
    let differ = try Differ(
      baseline: policies.snapshot, changes: policies.changes, options: settings.options)
    var scope = EventScope(window: replay.window, filter: settings.filter)
    scope.lastEvent = replay.lastEvent
    let again = try differ.run(on: database, scope, with: .outcomes).outcomes
    let changed = try database.outcomes(ofReplay: replay.name).differences(
      from: again ?? ReplayOutcomes(lists: [], numbers: []))
    return "`\(replay.name)` was stored by \(replay.versions.text) and is decided here by \(now.text): "
      + (changed == 0
        ? "every event comes out as it was stored"
        : "\(TextFormat.count(changed, "event")) \(changed == 1 ? "comes" : "come") out otherwise than stored")
  }
}

extension ReplayVersions {
  /// The versions in words.
  var text: String { "engine \(engine), catalog \(catalog), derivation \(derivation)" }
}

extension ReplayOutcomes {
  /// How many events are decided otherwise in another replay of the same log.
  func differences(from other: ReplayOutcomes) -> Int {
    var known: [[Int32]: Bool] = [:]
    var differences = 0
    for row in 0..<max(numbers.count, other.numbers.count) {
      let pair = [self, other].map { $0.numbers.indices.contains(row) ? $0.numbers[row] : 0 }
      let differs =
        known[pair]
        ?? (outcomes(ofEvent: row).map { $0.decided } != other.outcomes(ofEvent: row).map { $0.decided })
      known[pair] = differs
      if differs { differences += 1 }
    }
    return differences
  }
}

extension StoredOutcome {
  fileprivate var decided: [String] { [String(request), decision] }
}

extension TimeWindow {
  /// What lies in both windows.
  func intersection(_ other: TimeWindow) -> TimeWindow {
    TimeWindow(
      start: [start, other.start].compactMap { $0 }.max(), end: [end, other.end].compactMap { $0 }.min())
  }
}
