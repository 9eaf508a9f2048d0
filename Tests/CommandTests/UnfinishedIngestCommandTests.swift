import AuditStore
import Glibc
import Replay
import TestSupport
import Testing

@testable import retrial

struct UnfinishedIngestCommandTests {
  @Test(arguments: [
    ["diff", "--format", "csv"], ["diff", "--format", "sarif"], ["requests"],
  ])
  func `what has no place for it in its output says on standard error that files are missing`(
    command: [String]
  ) async throws {
    let folder = try TemporaryDirectory()
    let store = folder.path + "/a.db"
    _ = try AuditDatabase(path: store, access: .write)
    try AuditDatabase(path: store, access: .write).note(unfinished: [UnfinishedIngest(files: 12, read: 3)])
    let lock = try folder.write(
      "lock.json", #"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}"#
    )
    let change = command.first == "diff" ? ["--change", "scp:Lock@*=\(lock)"] : []
    let arguments = command + ["--db", store] + change
    let result = await #expect(processExitsWith: .exitCode(5), observing: [\.standardErrorContent]) {
      [arguments = arguments as [String]] in
      let parsed = try ArgumentParser.parse(arguments, root: Commands.root)
      let code =
        arguments.first == "diff" ? try DiffCommand(parsed, [:]).run() : try RequestsCommand(parsed).run()
      exit(code.rawValue)
    }
    let errors = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(errors.contains("3 of its 12 files are read; the same `retrial ingest` command completes it\n"))
  }
}
