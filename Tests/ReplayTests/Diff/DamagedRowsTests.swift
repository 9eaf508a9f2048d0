import AuditStore
import Replay
import TestSupport
import Testing

struct DamagedRowsTests {
  @Test(arguments: ["identity", "context", "resource", "call"])
  func `rows that are numbered with gaps are damage, and no reading without end`(_ table: String) async throws
  {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    let path = try await world.ingest()
    _ = try RecordedEvents(AuditDatabase(path: path, access: .read))
    try SQL.run("UPDATE \(table) SET id = id + 9000000000", path)
    #expect {
      _ = try RecordedEvents(AuditDatabase(path: path, access: .read))
    } throws: {
      "\($0)".hasPrefix("\(path): is damaged: ")
    }
  }
}
