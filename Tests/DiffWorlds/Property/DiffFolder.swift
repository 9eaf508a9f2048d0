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
  private let changes: [PolicyChange]
  let database: String

  init(_ scene: DiffScene, showing view: EstateView? = nil, isReversed: Bool = false) throws {
    self.scene = scene
    let folder = try TemporaryDirectory()
    self.folder = folder
    database = folder.path + "/a.db"
    let files = EstateFiles(estate: scene.estate, view: view ?? scene.view).files
    for (name, content) in files { _ = try folder.write("policies/" + name, content.text()) }
    snapshot = files.isEmpty ? PolicySnapshot() : try SnapshotReader.read(folder: folder.path + "/policies")
    var changes: [PolicyChange] = []
    for (number, change) in scene.changes.enumerated() {
      let file = try change.policy?.text.map { try folder.write("change-\(number).json", $0.json.text()) }
      changes.append(try PolicyChange(argument: "\(change.text)=\(file ?? "-")"))
    }
    self.changes = isReversed ? changes.reversed() : changes
    try EventStore.write(isReversed ? scene.events.reversed() : scene.events, to: database)
  }

  /// The differ of the scene's changes.
  func differ(_ options: Differ.Options? = nil) throws -> Differ {
    try Differ(baseline: snapshot, changes: changes, options: options ?? scene.options)
  }

  /// The report over all events, or over those of one second.
  func report(_ differ: Differ, at time: Int64? = nil) throws -> DiffReport {
    let database = try AuditDatabase(path: database, access: .read)
    let window = time.map { TimeWindow(start: $0, end: $0 + 1) } ?? TimeWindow()
    return try differ.report(on: database, window: window)
  }
}
