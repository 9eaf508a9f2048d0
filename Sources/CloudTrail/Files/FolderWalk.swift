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
  /// files are followed, links to folders inside a folder are not: they could form a ring.
  public static func entries(_ paths: [String]) -> [Entry] {
    var found: [Entry] = []
    for path in paths {
      if path == "-" {
        found.append(.file(path: "-", size: 0, modified: 0, isNamed: true))
      } else {
        visit(path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path, isNamed: true, &found)
      }
    }
    return found
  }

  private static func visit(_ path: String, isNamed: Bool, _ found: inout [Entry]) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      return found.append(.problem(LogFileError(path: path, message: LogFile.reason(errno))))
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      let modified =
        Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
      let size = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
      return found.append(.file(path: path, size: size, modified: modified, isNamed: isNamed))
    }
    if !isNamed {
      var link = stat()
      guard unsafe lstat(path, &link) == 0, link.st_mode & S_IFMT == S_IFDIR else { return }
    }
    guard let names = names(in: path) else {
      return found.append(.problem(LogFileError(path: path, message: LogFile.reason(errno))))
    }
    for name in names { visit(path == "/" ? "/" + name : path + "/" + name, isNamed: false, &found) }
  }

  /// Whether a file that holds no JSON may be passed over in a folder: its name does not claim to be a log.
  public static func mayBeForeign(_ path: String) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return false }
    let logs: Set<String> = ["json", "gz", "jsonl", "ndjson", "log", "cloudtrail", "txt", "zip"]
    return !logs.contains(name[name.index(after: dot)...].lowercased())
  }

  /// The names in a folder that are not hidden, in bytewise order; nil when it cannot be read.
  private static func names(in folder: String) -> [String]? {
    guard let handle = unsafe opendir(folder) else { return nil }
    defer { unsafe closedir(handle) }
    var names: [String] = []
    while let entry = unsafe readdir(handle) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
