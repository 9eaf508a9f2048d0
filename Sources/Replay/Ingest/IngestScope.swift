import AuditStore
import CloudTrail

/// Where an ingest looks for files, and what it finds there.
struct IngestScope {
  /// What one of its paths leads to.
  private struct Walk {
    /// Without links and `..`.
    let place: String
    /// The path as its files have it in front of their names.
    let path: String
    /// Its part of the entries.
    let entries: Range<Int>
  }

  /// What is found, path by path.
  let entries: [FolderWalk.Entry]
  private let walks: [Walk]

  /// Walks paths; files in `excluded` are passed over.
  init(_ paths: [String], excluding excluded: Set<FileIdentity>, areFound: Bool) {
    var entries: [FolderWalk.Entry] = []
    var walks: [Walk] = []
    for path in paths {
      let start = entries.count
      entries += FolderWalk.entries([path], excluding: excluded, areFound: areFound)
      walks.append(
        Walk(place: FolderWalk.resolved(path), path: path, entries: start..<entries.count))
    }
    self.entries = entries
    self.walks = walks
  }

  /// Whether there is a file to read.
  var hasFiles: Bool { entries.contains { $0.filePath != nil } }

  /// What stands for the paths, wherever they are named from and in whatever order.
  var digest: SHA256Digest {
    let places = Set(walks.map { Array($0.place.utf8) })
    return SHA256Digest(of: Array(places.sorted { $0.lexicographicallyPrecedes($1) }.joined(separator: [0])))
  }

  /// The places in which files were found; none where one is a pipe, of which nobody can tell what else it would hold.
  var places: [String] {
    let found = walks.filter { walk in entries[walk.entries].contains { $0.filePath != nil } }
    return found.allSatisfy { FolderWalk.isLasting($0.path) } ? found.map { $0.place } : []
  }

  /// Whether each place is one of its own or lies in one, with files and nothing there that cannot be read.
  ///
  /// So what is hidden, not mounted or not to be entered is not covered by a folder above.
  func covers(_ places: [String]) -> Bool {
    places.allSatisfy { place in walks.contains { finds(place, $0) } }
  }

  private func finds(_ place: String, _ walk: Walk) -> Bool {
    guard FolderWalk.isLasting(walk.path), let rest = Self.rest(of: place, in: walk.place) else {
      return false
    }
    let path = (walk.path.hasSuffix("/") ? String(walk.path.dropLast()) : walk.path) + rest
    var isFound = false
    for entry in entries[walk.entries] where rest.isEmpty || Self.rest(of: entry.path, in: path) != nil {
      guard entry.filePath != nil else { return false }
      isFound = true
    }
    return isFound
  }

  /// What follows a folder's path in one of something in it; empty for the folder itself, nil for anything else.
  private static func rest(of path: String, in folder: String) -> String? {
    let folder = folder == "/" ? "" : folder
    guard path.utf8.starts(with: folder.utf8) else { return nil }
    let rest = path.utf8.dropFirst(folder.utf8.count)
    return (rest.first ?? slash) == slash ? String(rest) : nil
  }

  private static let slash = UInt8(ascii: "/")
}

extension FolderWalk.Entry {
  fileprivate var path: String {
    switch self {
    case .file(let path, _, _, _): path
    case .problem(let problem): problem.path
    }
  }

  /// The path of a file; nil for a problem.
  fileprivate var filePath: String? {
    if case .file(let path, _, _, _) = self { path } else { nil }
  }
}
