import CloudTrail
import Glibc
import Replay

/// `retrial verify`: whether a folder of evidence is what was written, and can be made again.
struct VerifyCommand {
  private let arguments: ParsedArguments

  init(_ arguments: ParsedArguments) { self.arguments = arguments }

  func run() async throws -> ExitCode {
    let folder = arguments.positionals.first ?? ""
    let scratch = try Self.makeScratch()
    defer { Self.remove(scratch) }
    let interruption = Interruption(isWaitedFor: false) { Self.remove(scratch) }
    let verdict = try await evidence(folder).verify(program: Version.text, scratch: scratch)
    interruption.stopWatching()
    for problem in verdict.problems { Terminal.writeLine(problem) }
    for note in verdict.notes { Terminal.writeLine("note: \(note)") }
    Terminal.writeLine("\(folder)/\(EvidenceManifest.fileName): SHA-256 \(verdict.manifestDigest)")
    Terminal.writeLine(verdict.sentence)
    return Self.exitCode(verdict)
  }

  /// The folder of evidence, and the process in the folder in which its report was made, where its logs lie only there.
  private func evidence(_ folder: String) throws -> EvidenceFolder {
    guard let place = try EvidenceFolder(path: folder).inputFolder() else {
      return EvidenceFolder(path: folder)
    }
    let whole = FolderWalk.resolved(folder)
    let target = FolderWalk.resolved(place)
    guard unsafe chdir(target) == 0 else { throw SnapshotError(file: target, message: "cannot be entered") }
    Terminal.writeLine("note: logs and policies are looked for from \(target), where the report was made")
    return EvidenceFolder(path: whole)
  }

  private static func exitCode(_ verdict: EvidenceFolder.Verdict) -> ExitCode {
    if !verdict.problems.isEmpty { return .found }
    if verdict.files == 0 { return .nothing }
    return verdict.isMadeAgain ? .done : .indeterminate
  }

  private static func makeScratch() throws -> String {
    let base = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? P_tmpdir
    var template = Array((base + "/retrial-verify-XXXXXX").utf8CString)
    guard unsafe mkdtemp(&template) != nil else {
      throw SnapshotError(file: base, message: "no folder can be made in it")
    }
    return unsafe template.withUnsafeBufferPointer { buffer in
      unsafe buffer.baseAddress.map { unsafe FolderWalk.resolved(String(cString: $0)) } ?? ""
    }
  }

  private static func remove(_ folder: String) {
    for name in ["again.db", "again.db-journal"] { _ = unsafe unlink("\(folder)/\(name)") }
    _ = unsafe rmdir(folder)
  }
}
