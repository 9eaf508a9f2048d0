public import AuditStore
import CloudTrail
import JSON

/// What a report was made from and what was written, each file with its SHA-256.
///
/// Whoever holds the same files can make the report again and compare.
public struct EvidenceManifest: Sendable, Equatable {
  /// A file as it was used or written.
  public struct File: Sendable, Equatable {
    /// The path: of an input as it was read, of an output relative to the manifest.
    public var path: String
    /// The size in bytes.
    public var size: Int
    /// The SHA-256 in hexadecimal digits; nil for an input that could not be read any more.
    public var digest: String?
    /// Whether it lay among the logs and is none, such as a README.
    public var isForeign = false
    /// Which of its events the ingest took; of an output or policy all time.
    public var window = TimeWindow()
    /// When the ingest began that read it, as `2026-09-29T14:02:00Z`; nil where that was not kept.
    public var ingested: String?

    /// Makes an entry for the bytes of a file.
    public init(path: String, content: [UInt8]) {
      self.path = path
      size = content.count
      digest = SHA256Digest(of: content).text
    }

    init(path: String, size: Int, digest: String?) {
      self.path = path
      self.size = size
      self.digest = digest
    }
  }

  /// The name of the manifest in its folder.
  public static let fileName = "manifest.json"

  /// The program's version with those of its catalog and derivation.
  public var program: String
  /// When it was made, as `2026-09-29T14:02:00Z`.
  public var created: String
  /// The command line, without the program's name.
  public var command: [String]
  /// The way from the manifest's folder to the one in which the report was made, from which relative paths lead; nil where
  /// it was not kept.
  public var folder: String?
  /// What makes the report again: the options that it hangs on.
  public var settings: EvidenceSettings
  /// The ingests of which other files than these were not read: the report says so.
  public var unfinishedIngests: [UnfinishedIngest] = []
  /// The log files.
  public var logs: [File]
  /// The policy files and the mapping of controls.
  public var policies: [File]
  /// What was written beside the manifest.
  public var outputs: [File]

  /// Makes a manifest from its parts.
  public init(
    program: String, created: String, command: [String], settings: EvidenceSettings, logs: [File],
    policies: [File], outputs: [File]
  ) {
    self.program = program
    self.created = created
    self.command = command
    self.settings = settings
    self.logs = logs
    self.policies = policies
    self.outputs = outputs
  }
}

/// The options that the content of a report hangs on.
public struct EvidenceSettings: Sendable, Equatable {
  /// First second of the period, seconds since 1970 UTC; nil for the log's start.
  public var start: Int64?
  /// The second behind the period; nil for the log's end.
  public var end: Int64?
  /// The patterns of sensitive resources.
  public var sensitive: [String] = []
  /// The snapshot's folder; nil for none.
  public var policies: String?
  /// The mapping of controls; nil for the one that ships.
  public var controls: String?
  /// The management account, where it was said.
  public var managementAccount: String?
  /// The JSON of the report to compare with.
  public var previous: String?
  /// The files with CloudTrail's public keys.
  public var publicKeys: [String] = []

  /// Makes settings that set nothing.
  public init() {}
}

// MARK: - JSON

extension EvidenceManifest {
  /// The SHA-256 of the manifest as it is written, in hexadecimal digits.
  public var digest: String { SHA256Digest(of: Array(json.utf8)).text }

  /// The manifest as JSON, indented, with a line feed at its end.
  public var json: String {
    JSONValue.object([
      ("program", .string(program)), ("created", .string(created)),
      ("command", .array(command.map { .string($0) })), ("folder", folder.map { .string($0) } ?? .null),
      ("settings", settings.json), ("unfinishedIngests", .array(unfinishedIngests.map { $0.json })),
      ("logs", .array(logs.map { $0.json })), ("policies", .array(policies.map { $0.json })),
      ("outputs", .array(outputs.map { $0.json })),
    ]).text(isIndented: true) + "\n"
  }

  /// The manifest that a text holds.
  ///
  /// - Throws: `SnapshotError` with the place of what has another form.
  public init(_ bytes: [UInt8], file: String) throws(SnapshotError) {
    let root = try InputFile.json(bytes, file: file)
    let reader = ManifestReader(file: file)
    program = try reader.text("program", of: root)
    created = try reader.text("created", of: root)
    command = try reader.texts("command", of: root)
    folder = root["folder"]?.string
    settings = try reader.settings(of: root)
    unfinishedIngests = try reader.ingests(of: root)
    logs = try reader.files("logs", of: root, mayBeGone: true)
    policies = try reader.files("policies", of: root)
    outputs = try reader.files("outputs", of: root)
  }
}

extension EvidenceManifest.File {
  fileprivate var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("path", .string(path)), ("size", .number(size)), ("sha256", digest.map { .string($0) } ?? .null),
    ]
    if isForeign { members.append(("foreign", .bool(true))) }
    if let ingested { members.append(("ingested", .string(ingested))) }
    return .object(members + window.members)
  }
}

extension TimeWindow {
  /// Its ends that are given, as members of an object.
  fileprivate var members: [(String, JSONValue)] {
    [("since", start), ("until", end)].compactMap { name, end in
      end.map { (name, .string(EventTime.text($0))) }
    }
  }
}

extension UnfinishedIngest {
  fileprivate var json: JSONValue {
    .object(
      [("files", .number(files)), ("read", .number(read)), ("places", .array(places.map { .string($0) }))]
        + window.members)
  }
}

extension EvidenceSettings {
  fileprivate var json: JSONValue {
    func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
    return .object([
      ("start", optional(start.map { EventTime.text($0) })),
      ("end", optional(end.map { EventTime.text($0) })),
      ("sensitive", .array(sensitive.map { .string($0) })), ("policies", optional(policies)),
      ("controls", optional(controls)), ("managementAccount", optional(managementAccount)),
      ("previous", optional(previous)),
      ("publicKeys", .array(publicKeys.map { .string($0) })),
    ])
  }
}

/// Reads the parts of a manifest, each with an error that names its place.
private struct ManifestReader {
  let file: String

  func text(_ name: String, of value: JSONValue) throws(SnapshotError) -> String {
    guard let text = value[name]?.string else { throw fault(value, "`\(name)` must be a text") }
    return text
  }

  func texts(_ name: String, of value: JSONValue) throws(SnapshotError) -> [String] {
    guard let items = value[name]?.array, items.allSatisfy({ $0.string != nil }) else {
      throw fault(value, "`\(name)` must be an array of texts")
    }
    return items.compactMap { $0.string }
  }

  func settings(of root: JSONValue) throws(SnapshotError) -> EvidenceSettings {
    guard let value = root["settings"] else { throw fault(root, "`settings` must be an object") }
    var settings = EvidenceSettings()
    settings.start = try time("start", of: value)
    settings.end = try time("end", of: value)
    settings.sensitive = try texts("sensitive", of: value)
    settings.policies = value["policies"]?.string
    settings.controls = value["controls"]?.string
    settings.managementAccount = value["managementAccount"]?.string
    settings.previous = value["previous"]?.string
    settings.publicKeys = try texts("publicKeys", of: value)
    return settings
  }

  /// The ingests that were not complete; none in the manifest of a program that did not keep them.
  func ingests(of root: JSONValue) throws(SnapshotError) -> [UnfinishedIngest] {
    try (root["unfinishedIngests"]?.array ?? []).map { (item) throws(SnapshotError) in
      guard case .number(let files)? = item["files"]?.kind, let files = Int(files),
        case .number(let read)? = item["read"]?.kind, let read = Int(read), read >= 0, read < files
      else { throw fault(item, "`files` and `read` must be counts, and not all files read") }
      return UnfinishedIngest(
        files: files, read: read,
        window: TimeWindow(start: try time("since", of: item), end: try time("until", of: item)),
        places: item["places"] == nil ? [] : try texts("places", of: item))
    }
  }

  /// - Parameter mayBeGone: whether a file may have `null` for its digest, as a log that was gone by then has.
  func files(
    _ name: String, of root: JSONValue, mayBeGone: Bool = false
  ) throws(SnapshotError) -> [EvidenceManifest.File] {
    guard let items = root[name]?.array else { throw fault(root, "`\(name)` must be an array") }
    return try items.map { (item) throws(SnapshotError) in
      guard case .number(let size)? = item["size"]?.kind, let size = Int(size), size >= 0 else {
        throw fault(item, "`size` must be a number of bytes")
      }
      var file = EvidenceManifest.File(
        path: try text("path", of: item), size: size, digest: try digest(of: item, mayBeGone: mayBeGone))
      file.isForeign = item["foreign"]?.bool ?? false
      file.ingested = item["ingested"]?.string
      file.window = TimeWindow(start: try time("since", of: item), end: try time("until", of: item))
      return file
    }
  }

  private func digest(of item: JSONValue, mayBeGone: Bool) throws(SnapshotError) -> String? {
    if mayBeGone, item["sha256"]?.kind == .null { return nil }
    guard let text = item["sha256"]?.string, text.utf8.count == 64,
      text.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
    else {
      throw fault(item, "`sha256` must be 64 hexadecimal digits" + (mayBeGone ? ", or null" : ""))
    }
    return text
  }

  private func time(_ name: String, of value: JSONValue) throws(SnapshotError) -> Int64? {
    guard let text = value[name]?.string else { return nil }
    guard let seconds = EventTime.seconds(text.utf8) else { throw fault(value, "`\(name)` must be a time") }
    return seconds
  }

  private func fault(_ value: JSONValue, _ message: String) -> SnapshotError {
    SnapshotError(file: file, position: value.position, message: message)
  }
}
