import Glibc

/// Lists the files that a list of paths stands for.
public enum FolderWalk {
  /// A file to read, or a path that cannot be.
  public enum Entry: Sendable, Equatable {
    /// A file; `isNamed` tells one that was named itself from one that was found in a folder.
    case file(path: String, size: Int, modified: Int64, isNamed: Bool)
    case problem(LogFileError)
  }

  /// The files under each path in bytewise order of their names; hidden files and folders are passed over.
  ///
  /// A path that is named itself is always taken, hidden or not; `-` stands for standard input. Links to
  /// files are followed, links to folders inside a folder are not: they could form a ring. These, pipes and devices
  /// in a folder are problems. Files in `excluded` are passed over, or a problem when named.
  ///
  /// - Parameter areFound: whether the paths were found in folders before, so that none counts as named.
  public static func entries(
    _ paths: [String], excluding excluded: Set<FileIdentity> = [], areFound: Bool = false
  ) -> [Entry] {
    var walk = Walk(excluded: excluded)
    for path in paths {
      if path == "-" {
        walk.found.append(.file(path: "-", size: 0, modified: 0, isNamed: true))
      } else {
        walk.visit(
          path.utf8.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path, isNamed: !areFound)
      }
    }
    return walk.found
  }

  /// The place of a path without links and `..`; of what is not there as far as its folders are.
  public static func resolved(_ path: String) -> String {
    guard let place = unsafe realpath(path, nil) else { return resolvedInFolder(path) }
    defer { unsafe free(place) }
    return unsafe String(cString: place)
  }

  private static func resolvedInFolder(_ path: String) -> String {
    var status = stat()
    let bytes = path.utf8
    let start = bytes.lastIndex(of: UInt8(ascii: "/")).map { bytes.index(after: $0) } ?? bytes.startIndex
    let name = String(path[start...])
    // A pipe that no folder lists is there and has no place.
    guard !["", ".", ".."].contains(name), unsafe lstat(path, &status) != 0 else { return path }
    let folder = resolved(start == bytes.startIndex ? "." : String(path[..<start]))
    return folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// Whether a path leads to a folder or a regular file: from a pipe the same is never read twice.
  public static func isLasting(_ path: String) -> Bool {
    var status = stat()
    guard path != "-", unsafe stat(path, &status) == 0 else { return false }
    return [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
  }

  /// Whether a file that holds no JSON may be passed over in a folder: its name does not claim to be a log.
  public static func mayBeForeign(_ path: String) -> Bool {
    let name = LogName.lastComponent(path).utf8
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else { return false }
    return !endings.contains(Substring(name[name.index(after: dot)...]).lowercased())
  }

  /// What the names of logs end in, and of files in which logs are kept that must be unpacked first.
  private static let endings: Set<String> = [
    "json", "gz", "jsonl", "ndjson", "log", "cloudtrail", "txt", "zip", "zst", "xz", "bz2", "lz4", "7z",
    "tar", "tgz",
    "parquet",
  ]
}

/// A file by what the system knows it by, whatever its path.
public struct FileIdentity: Sendable, Hashable {
  private let device: UInt64
  private let number: UInt64

  /// The file at a path; nil when there is none.
  public init?(path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// The file behind a descriptor; nil when it is not open.
  public init?(descriptor: Int32) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  init(_ status: stat) {
    device = UInt64(status.st_dev)
    number = UInt64(status.st_ino)
  }
}

/// One walk over folders with what it has found so far.
private struct Walk {
  let excluded: Set<FileIdentity>
  var found: [FolderWalk.Entry] = []

  mutating func visit(_ path: String, isNamed: Bool) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return note(LogFile.reason(errno), path) }
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFDIR else { return visit(file: path, status, isNamed: isNamed) }
    if !isNamed {
      var link = stat()
      guard unsafe lstat(path, &link) == 0, link.st_mode & S_IFMT == S_IFDIR else {
        return note("is a link to a folder; name it itself to read it", path)
      }
    }
    guard let names = names(in: path) else { return note(LogFile.reason(errno), path) }
    for name in names { visit(Self.join(path, name), isNamed: false) }
  }

  private mutating func visit(file path: String, _ status: stat, isNamed: Bool) {
    guard !excluded.contains(FileIdentity(status)) else {
      return isNamed ? note("is the database itself, not a log", path) : ()
    }
    let isRegular = status.st_mode & S_IFMT == S_IFREG
    guard isRegular || isNamed else { return note(LogFile.notRegular, path) }
    let modified = Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
    found.append(
      .file(path: path, size: isRegular ? Int(status.st_size) : 0, modified: modified, isNamed: isNamed))
  }

  private mutating func note(_ message: String, _ path: String) {
    found.append(.problem(LogFileError(path: path, message: message)))
  }

  private static func join(_ folder: String, _ name: String) -> String {
    folder == "/" ? "/" + name : folder + "/" + name
  }

  /// The names in a folder that are not hidden, in bytewise order; nil when it cannot be read.
  private mutating func names(in folder: String) -> [String]? {
    guard let handle = unsafe opendir(folder) else { return nil }
    defer { unsafe closedir(handle) }
    var names: [String] = []
    while let entry = unsafe readdir(handle) {
      let bytes = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { raw in
        unsafe Array(raw.prefix { $0 != 0 })
      }
      if bytes.first == UInt8(ascii: ".") { continue }
      if let name = String(validating: bytes, as: UTF8.self) {
        names.append(name)
      } else {
        note(
          "the name is not valid UTF-8; rename it", Self.join(folder, String(decoding: bytes, as: UTF8.self)))
      }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
