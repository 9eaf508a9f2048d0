public import AuditStore

/// Where policies are read from: the disk, or what a stored replay kept.
///
/// What is read is kept in the order of reading where that is asked for, so that a digest is of the very bytes that
/// were used.
public final class InputFiles {
  /// The files that were read, each once.
  public private(set) var inputs: [StoredInput] = []
  private let keeps: Bool
  private let areRegular: Bool
  private let kept: KeptFiles?

  /// Reads from the disk.
  ///
  /// - Parameters:
  ///   - keeps: whether to keep what was read.
  ///   - areRegular: whether to refuse pipes, devices and standard input, as where no user named the paths.
  public init(keeping keeps: Bool = false, regular areRegular: Bool = false) {
    self.keeps = keeps
    self.areRegular = areRegular
    kept = nil
  }

  /// Reads what was kept, and nothing else.
  public init(kept inputs: [StoredInput]) {
    keeps = false
    areRegular = true
    kept = KeptFiles(inputs)
    self.inputs = inputs
  }

  /// The bytes of a file.
  ///
  /// - Parameter mustBeRegular: whether to refuse pipes and devices, as in a folder.
  /// - Throws: `SnapshotError` with the path when it cannot be read, or was not kept.
  func read(_ path: String, mustBeRegular: Bool = false) throws(SnapshotError) -> [UInt8] {
    if let kept {
      guard let bytes = kept.files[path] else { throw SnapshotError(file: path, message: "was not kept") }
      return bytes
    }
    if keeps, let known = inputs.first(where: { $0.path == path }) { return known.content }
    let bytes = try InputFile.read(path, mustBeRegular: mustBeRegular || areRegular)
    if keeps { inputs.append(StoredInput(path: path, content: bytes)) }
    return bytes
  }

  /// The names in a folder, sorted by bytes; empty when there is no such folder.
  func names(in folder: String) throws(SnapshotError) -> [String] {
    guard let kept else { return try SnapshotFiles.names(in: folder) }
    return kept.names(in: folder)
  }

  /// Whether something exists at the path.
  func exists(_ path: String) -> Bool {
    kept.map { $0.files[path] != nil || $0.isFolder(path) } ?? SnapshotFiles.exists(path)
  }

  /// Whether the path is a folder.
  func isFolder(_ path: String) -> Bool { kept?.isFolder(path) ?? SnapshotFiles.isFolder(path) }
}

/// Files by their path, and the names in each folder on the way to them.
private struct KeptFiles {
  private(set) var files: [String: [UInt8]] = [:]
  private var folders: [String: Set<String>] = [:]

  init(_ inputs: [StoredInput]) {
    for input in inputs {
      files[input.path] = input.content
      var path = input.path[...]
      while let slash = path.lastIndex(of: "/") {
        let name = path[path.index(after: slash)...]
        path = path[..<slash]
        if !name.isEmpty { folders[String(path), default: []].insert(String(name)) }
      }
    }
  }

  func names(in folder: String) -> [String] {
    (folders[Self.trimmed(folder)] ?? []).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  func isFolder(_ path: String) -> Bool { folders[Self.trimmed(path)] != nil }

  private static func trimmed(_ folder: String) -> String {
    folder.hasSuffix("/") ? String(folder.dropLast()) : folder
  }
}
