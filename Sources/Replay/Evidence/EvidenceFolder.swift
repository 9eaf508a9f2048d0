public import AuditStore
import CloudTrail

/// A folder with a report in every format and the manifest of what it was made from.
public struct EvidenceFolder {
  private let path: String

  /// A folder that is there, or will be made.
  public init(path: String) { self.path = path }

  /// Every output of a report by its name in the folder.
  static func outputs(of report: ComplianceReport) -> [(name: String, text: String)] {
    [
      ("report.html", ComplianceHTMLRenderer().render(report)),
      ("report.json", ComplianceJSONRenderer.render(report)),
      ("report.md", ComplianceMarkdownRenderer().render(report)),
      ("report.txt", ComplianceTextRenderer().render(report)),
    ]
      + report.sections.flatMap { $0.tables }.map {
        ("tables/\($0.id).csv", ComplianceCSVRenderer.render($0))
      }
  }

  /// Writes a report with its manifest; gives the manifest as it was written.
  ///
  /// - Parameters:
  ///   - manifest: what is said of the run; its logs, policies and outputs are filled in.
  ///   - files: what the policies were read from.
  /// - Throws: `SnapshotError` when a file cannot be written, or the folder holds one that is no part of it;
  ///   `StoreError` when the database cannot be read.
  public func write(
    _ report: ComplianceReport, _ manifest: EvidenceManifest, files: InputFiles,
    on database: borrowing AuditDatabase
  ) throws -> EvidenceManifest {
    var manifest = manifest
    manifest.logs = try Self.logs(database)
    manifest.unfinishedIngests = try database.unfinishedIngests()
    manifest.policies = files.inputs.map { EvidenceManifest.File(path: $0.path, content: $0.content) }
    manifest.outputs = []
    let outputs = Self.outputs(of: report)
    if let other = try others(than: outputs.map { $0.name }).first {
      throw SnapshotError(
        file: "\(path)/\(other)", message: "is no part of this evidence; name an empty folder for it")
    }
    try checkEarlier(manifest)
    let files = try OutputFiles(sparing: files, and: database)
    try OutputFiles.makeFolder(path)
    try OutputFiles.makeFolder("\(path)/tables")
    manifest.folder = Self.way(from: FolderWalk.resolved(path), to: FolderWalk.resolved("."))
    for output in outputs {
      try files.write(output.text, to: "\(path)/\(output.name)")
      manifest.outputs.append(EvidenceManifest.File(path: output.name, content: Array(output.text.utf8)))
    }
    try files.write(manifest.json, to: "\(path)/\(EvidenceManifest.fileName)")
    return manifest
  }

  /// Evidence of the same report may be written anew, that of another one never.
  private func checkEarlier(_ manifest: EvidenceManifest) throws(SnapshotError) {
    let place = "\(path)/\(EvidenceManifest.fileName)"
    guard try SnapshotFiles.names(in: path, hidden: true).contains(EvidenceManifest.fileName) else { return }
    let earlier = try? EvidenceManifest(InputFile.read(place, mustBeRegular: true), file: place)
    guard earlier?.settings == manifest.settings else {
      throw SnapshotError(
        file: place, message: "is of another report's evidence; name an empty folder for this one")
    }
  }

  /// The names in the folder that are none of these and not the manifest's, hidden ones included.
  private func others(than outputs: [String]) throws(SnapshotError) -> [String] {
    let known = Set((outputs + [EvidenceManifest.fileName, "tables"]).map { ExactText($0) })
    let names =
      try SnapshotFiles.names(in: path, hidden: true)
      + SnapshotFiles.names(in: "\(path)/tables", hidden: true).map { "tables/\($0)" }
    return names.filter { !known.contains(ExactText($0)) }
  }

  /// The relative path from one folder to another, both without links.
  static func way(from start: String, to end: String) -> String {
    let (from, to) = (start.split(separator: "/"), end.split(separator: "/"))
    let common = zip(from, to).prefix { $0 == $1 }.count
    let steps = Array(repeating: "..", count: from.count - common) + to[common...].map(String.init)
    return steps.isEmpty ? "." : steps.joined(separator: "/")
  }

  private static func logs(_ database: borrowing AuditDatabase) throws(StoreError) -> [EvidenceManifest.File]
  {
    let sql =
      "SELECT path, size, skipped_kind, ingested_at, window_start, window_end FROM files ORDER BY file_rowid"
    return try database.rows(sql).map { row in
      let path = row[0].text
      let found = path == "-" ? nil : try? EvidenceManifest.File(reading: path)
      var file = found ?? EvidenceManifest.File(path: path, size: row[1].count ?? 0, digest: nil)
      file.isForeign = row[2].text == "foreign"
      file.ingested = row[3].text.isEmpty ? nil : row[3].text
      file.window = TimeWindow(
        start: EventTime.seconds(row[4].text.utf8), end: EventTime.seconds(row[5].text.utf8))
      return file
    }
  }
}

// MARK: - Verifying

extension EvidenceFolder {
  /// What verifying found.
  public struct Verdict: Sendable, Equatable {
    /// The SHA-256 of the manifest in hexadecimal digits, to be compared with the one that was filed.
    public var manifestDigest = ""
    /// The files that were compared.
    public var files = 0
    /// What differs, each with the file's name first.
    public var problems: [String] = []
    /// What could not be compared, each with the file's name first.
    public var notes: [String] = []
    /// Whether the report was made again, whatever that showed.
    public var isMadeAgain = false

    /// Makes a verdict on nothing.
    public init() {}

    /// What came out, in one sentence without a period.
    public var sentence: String {
      let again = isMadeAgain ? "" : "; the report was not made again"
      let compared = "\(TextFormat.count(files, "file")) compared: "
      if !problems.isEmpty { return compared + TextFormat.count(problems.count, "problem") + again }
      if files == 0 { return "no file was compared\(again)" }
      return compared + "each is as the manifest says"
        + (isMadeAgain ? "; the report was made again from them and is byte for byte equal" : again)
    }
  }

  /// Compares every file with the manifest, then makes the report again from the logs and policies.
  ///
  /// - Parameters:
  ///   - program: this program's version.
  ///   - scratch: a folder for a database that is made from the logs.
  /// - Throws: `SnapshotError` when the manifest cannot be read, `StoreError` when the logs cannot be kept.
  public func verify(program: String, scratch: String) async throws -> Verdict {
    let place = "\(path)/\(EvidenceManifest.fileName)"
    let content = try InputFile.read(place, mustBeRegular: true)
    let manifest = try EvidenceManifest(content, file: place)
    var verdict = Verdict()
    verdict.manifestDigest = EvidenceManifest.File(path: place, content: content).digest ?? ""
    for file in manifest.outputs { Self.compare(file, at: "\(path)/\(file.path)", &verdict) }
    nameLinks(manifest, &verdict)
    compareInputs(manifest, place, &verdict)
    try nameExtras(manifest, &verdict)
    if manifest.program != program {
      verdict.notes.append("\(place): was made by \(manifest.program), this is \(program)")
    }
    guard verdict.problems.isEmpty, !manifest.isAway, manifest.logs.allSatisfy({ $0.digest != nil }) else {
      verdict.notes.append("\(place): the report was not made again, as not every file is here as it was")
      return verdict
    }
    try await makeAgain(manifest, scratch, &verdict)
    return verdict
  }

  /// Compares what the report was made from, and tells what is altered from what is not found from here.
  private func compareInputs(_ manifest: EvidenceManifest, _ place: String, _ verdict: inout Verdict) {
    let unread = manifest.logs.filter { $0.digest == nil }
    if let first = unread.first {
      verdict.notes.append(
        "\(place): has no SHA-256 of \(TextFormat.count(unread.count, "log")), \(first.path) first, which could not be "
          + "read from where the report was made")
    }
    var files = manifest.inputs
    if manifest.isAway {
      let relative = files.filter { $0.isRelative }
      verdict.notes.append(
        "\(relative.first?.path ?? ""): is not found from here, and so it is with all "
          + "\(TextFormat.count(relative.count, "path")) of logs and policies that lead from the folder in which the report "
          + "was made: verify it in that folder, or put them back beside the evidence")
      files.removeAll { $0.isRelative }
    }
    for file in files { Self.compare(file, at: file.path, &verdict) }
  }

  /// The folder in which the report was made, when its inputs are found there and are others or not found from here;
  /// nil else.
  ///
  /// A path that leads to a file from here as well may lead to another one: only where every input is here as the manifest
  /// says are they taken from here.
  /// - Throws: `SnapshotError` when the manifest cannot be read.
  public func inputFolder() throws(SnapshotError) -> String? {
    let place = "\(path)/\(EvidenceManifest.fileName)"
    let manifest = try EvidenceManifest(InputFile.read(place, mustBeRegular: true), file: place)
    let relative = manifest.inputs.filter { $0.isRelative }
    guard !relative.isEmpty, let way = manifest.folder else { return nil }
    let folder = "\(path)/\(way)"
    guard FolderWalk.resolved(folder) != FolderWalk.resolved("."),
      relative.allSatisfy({ FileIdentity(path: "\(folder)/\($0.path)") != nil })
    else { return nil }
    let areHere =
      relative.allSatisfy { FileIdentity(path: $0.path) != nil }
      && relative.allSatisfy { $0.isFound(at: $0.path) }
    return areHere ? nil : folder
  }

  private static func compare(_ file: EvidenceManifest.File, at place: String, _ verdict: inout Verdict) {
    guard let digest = file.digest else { return }
    verdict.files += 1
    do {
      let found = try EvidenceManifest.File(reading: place, ofSize: file.size)
      if found?.digest != digest {
        verdict.problems.append("\(place): is not the file that the manifest names")
      }
    } catch {
      verdict.problems.append("\(place): \(error.message)")
    }
  }

  /// Files that nobody named may be taken for a part of the evidence.
  private func nameExtras(_ manifest: EvidenceManifest, _ verdict: inout Verdict) throws(SnapshotError) {
    for name in try others(than: manifest.outputs.map { $0.path }) {
      verdict.problems.append("\(path)/\(name): the manifest does not name it")
    }
  }

  /// What lies elsewhere is not in the folder that is kept.
  private func nameLinks(_ manifest: EvidenceManifest, _ verdict: inout Verdict) {
    let names = [EvidenceManifest.fileName, "tables"] + manifest.outputs.map { $0.path }
    for name in names where SnapshotFiles.isLink("\(path)/\(name)") {
      verdict.problems.append("\(path)/\(name): is a link, so that what it shows lies elsewhere")
    }
  }

  private func makeAgain(_ manifest: EvidenceManifest, _ scratch: String, _ verdict: inout Verdict)
    async throws
  {
    let store = "\(scratch)/again.db"
    // Without a log there is an empty database still.
    _ = try AuditDatabase(path: store, access: .write)
    for run in manifest.ingests {
      _ = try await LogIngester(jobs: 2, window: run.window, takesPathsAsFound: run.areForeign)
        .ingest(run.paths, into: store)
    }
    try AuditDatabase(path: store, access: .write).note(unfinished: manifest.unfinishedIngests)
    let files = InputFiles(keeping: true, regular: true)
    let reporter = try ComplianceReporter(manifest.settings, files: files)
    let report = try reporter.report(on: try AuditDatabase(path: store, access: .read))
    verdict.isMadeAgain = true
    let named = Set(manifest.policies.map { ExactText($0.path) })
    for input in files.inputs where !named.contains(ExactText(input.path)) {
      verdict.problems.append("\(input.path): the report is made from it, and the manifest does not name it")
    }
    var made = Dictionary(
      uniqueKeysWithValues: Self.outputs(of: report).map {
        (ExactText($0.name), EvidenceManifest.File(path: $0.name, content: Array($0.text.utf8)).digest)
      })
    for file in manifest.outputs where made.removeValue(forKey: ExactText(file.path)) != file.digest {
      verdict.problems.append("\(path)/\(file.path): made again from the same files it differs")
    }
    for name in made.keys.sorted() {
      verdict.problems.append("\(path)/\(name.text): made again it is one more")
    }
  }
}

extension EvidenceManifest {
  /// The logs in the order in which they were read, cut where an ingest's options were others.
  fileprivate var ingests: [(paths: [String], window: TimeWindow, areForeign: Bool)] {
    var runs: [(paths: [String], window: TimeWindow, areForeign: Bool)] = []
    for log in logs {
      if let last = runs.last, last.window == log.window, last.areForeign == log.isForeign {
        runs[runs.count - 1].paths.append(log.path)
      } else {
        runs.append(([log.path], log.window, log.isForeign))
      }
    }
    return runs
  }

  /// The logs and policies that have a SHA-256, to be compared.
  fileprivate var inputs: [File] { (logs + policies).filter { $0.digest != nil } }

  /// Whether no input with a relative path is found: they lie in another folder, or nowhere.
  fileprivate var isAway: Bool {
    let relative = inputs.filter { $0.isRelative }
    return !relative.isEmpty && relative.allSatisfy { FileIdentity(path: $0.path) == nil }
  }
}

extension EvidenceManifest.File {
  fileprivate var isRelative: Bool { !path.hasPrefix("/") }

  /// Whether the file at a place has its size and digest.
  fileprivate func isFound(at place: String) -> Bool {
    guard let found = try? Self(reading: place, ofSize: size) else { return false }
    return found.digest == digest
  }
}
