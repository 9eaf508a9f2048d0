import TestSupport
import Testing

@testable import AuditStore

struct SameFileTests {
  @Test func `a file is looked for by its path, however many have its size`() throws {
    let folder = try TemporaryDirectory()
    let database = try AuditDatabase(path: folder.path + "/a.db", access: .write)
    let plan = try database.rows("EXPLAIN QUERY PLAN " + WriterStatements.findSameFile)
    #expect(plan.first?.last == .text("SEARCH f USING INDEX file_by_path (path=?)"))
  }
}
