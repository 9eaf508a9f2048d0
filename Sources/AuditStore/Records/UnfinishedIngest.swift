/// An ingest that was interrupted, or still runs: the database holds a part of the files that it was to read.
public struct UnfinishedIngest: Sendable, Equatable {
  /// The files that it was to read, those included that were there before.
  public var files: Int
  /// Those of them that are read.
  public var read: Int
  /// Which events it was to take.
  public let window: TimeWindow
  /// Folders and files without links and `..` that hold all it was to read; empty where none are known to.
  ///
  /// They need no more than `room` bytes: of more paths than that their folders stand here.
  public let places: [String]

  /// How many bytes the places take at most, with one between two of them.
  static let room = 1_000

  /// Makes the state of an ingest.
  public init(files: Int, read: Int, window: TimeWindow = TimeWindow(), places: [String] = []) {
    self.files = files
    self.read = read
    self.window = window
    self.places = Self.folded(places)
  }

  /// Whether nothing is left to read.
  var isComplete: Bool { read >= files }

  /// Paths in bytewise order, the deepest of them replaced by their folders until there is room.
  ///
  /// A folder does not stand for what is hidden in it, as a walk passes over that.
  private static func folded(_ places: [String]) -> [String] {
    var paths = Set(places.map { Array($0.utf8) })
    let slash = UInt8(ascii: "/")
    while paths.reduce(paths.count - 1, { $0 + $1.count }) > room {
      let depth = paths.map { path in path.count { $0 == slash } }.max() ?? 0
      var folders: Set<[UInt8]> = []
      for path in paths {
        guard path.count(where: { $0 == slash }) == depth else {
          folders.insert(path)
          continue
        }
        guard let end = path.lastIndex(of: slash), end > 0, path[(end + 1)...].first != UInt8(ascii: ".")
        else {
          return []
        }
        folders.insert(Array(path[..<end]))
      }
      paths = folders
    }
    return paths.sorted { $0.lexicographicallyPrecedes($1) }.map { String(decoding: $0, as: UTF8.self) }
  }
}
