import AuditStore
import JSON
import PolicyWorlds
import Replay
import TestSupport

/// A scene as files, and the reports of the real diff over them.
final class DiffFolder {
  private let folder: TemporaryDirectory
  private let scene: DiffScene
  private let snapshot: PolicySnapshot
  /// The second of two snapshots that are compared.
  private var second: PolicySnapshot?
  private let changes: [PolicyChange]
  /// Opened once: most of the time of a report of a few events goes into that.
  private let database: AuditDatabase

  init(_ scene: DiffScene, showing view: EstateView? = nil, isReversed: Bool = false) throws {
    self.scene = scene
    let folder = try TemporaryDirectory()
    self.folder = folder
    func snapshot(_ estate: Estate, _ name: String) throws -> PolicySnapshot {
      let files = EstateFiles(estate: estate, view: view ?? scene.view).files
      for (path, content) in files { _ = try folder.write("\(name)/\(path)", content.text()) }
      return files.isEmpty ? PolicySnapshot() : try SnapshotReader.read(folder: "\(folder.path)/\(name)")
    }
    self.snapshot = try snapshot(scene.estate, "policies")
    second = try scene.reshaping.map { try snapshot(scene.estate.reshaped($0, outside: []), "second") }
    var changes: [PolicyChange] = []
    for (number, change) in scene.changes.enumerated() {
      let file = try change.policy?.text.map { try folder.write("change-\(number).json", $0.json.text()) }
      changes.append(try PolicyChange(argument: "\(change.text)=\(file ?? "-")"))
    }
    self.changes = isReversed ? changes.reversed() : changes
    let path = try EventStore.write(isReversed ? scene.events.reversed() : scene.events, in: folder)
    database = try AuditDatabase(path: path, access: .read)
  }

  /// The differ of the scene's changes.
  func differ(_ options: Differ.Options? = nil) throws -> Differ {
    guard let second else {
      return try Differ(baseline: snapshot, changes: changes, options: options ?? scene.options)
    }
    var sides = [try ReplaySettings().policies(from: InputFiles())]
    sides.append(sides[0])
    sides[0].snapshot = snapshot
    (sides[1].snapshot, sides[1].changes) = (second, changes)
    return try Differ(from: sides[0], to: sides[1], options: options ?? scene.options)
  }

  /// How many groups of events a diff has, and how many share a decision.
  func sharing(_ differ: Differ) throws -> SharingCount { try differ.sharing(on: database) }

  /// The report over all events, or over those of one second.
  func report(_ differ: Differ, at time: Int64? = nil) throws -> DiffReport {
    let window = time.map { TimeWindow(start: $0, end: $0 + 1) } ?? TimeWindow()
    return try differ.report(on: database, window: window)
  }
}
