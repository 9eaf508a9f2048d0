import AuditStore
import Glibc
import Testing
import TestSupport

struct AuditDatabaseTests {
  @Test func `a new database opens again for reading`() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/a.db"
    _ = try AuditDatabase(path: path, access: .write)
    let database = try AuditDatabase(path: path, access: .read)
    #expect(try database.totals() == StoreTotals())
  }

  @Test func `a file that is no database gives one clear error`() throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write("a.db", String(repeating: "not a database ", count: 100))
    #expect(throws: StoreError(code: 26, message: "\(path): is not a database")) {
      _ = try AuditDatabase(path: path, access: .write)
    }
  }

  @Test func `a database of a newer version is not touched`() throws {
    let folder = try TemporaryDirectory()
    let path = try Self.patched(folder, at: 60, [0, 0, 0, 99])
    let before = try FileContent.of(path)
    #expect {
      _ = try AuditDatabase(path: path, access: .write)
    } throws: { error in
      "\(error)" == "\(path): has version 99, newer than this program's 11; update retrial"
    }
    #expect(try FileContent.of(path) == before)
  }

  @Test func `a database of another application is not touched`() throws {
    let folder = try TemporaryDirectory()
    let path = try Self.patched(folder, at: 68, [1, 2, 3, 4])
    #expect {
      _ = try AuditDatabase(path: path, access: .write)
    } throws: { error in
      "\(error)" == "\(path): is a database of another application, not one of Retrial"
    }
  }

  @Test func `other connections read the same file or none`() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/a.db"
    _ = try AuditDatabase(path: path, access: .write)
    _ = try AuditDatabase(path: folder.path + "/b.db", access: .write)
    let database = try AuditDatabase(path: path, access: .read)
    let file = try database.file(readers: 2)
    let moved = unsafe rename(folder.path + "/b.db", path)
    #expect(moved == 0)
    try file.use { first in
      let second = try file.use { try $0.totals() }
      let own = try first.totals()
      #expect([own, second] == [StoreTotals(), StoreTotals()])
    }
    #expect {
      _ = try database.file(readers: 1)
    } throws: { error in
      "\(error)" == "\(path): was replaced or written while it was read; run it again"
    }
  }

  @Test func `who waits to write keeps nobody from reading who has begun`() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/a.db"
    _ = try AuditDatabase(path: path, access: .write)
    let database = try AuditDatabase(path: path, access: .read)
    let file = try database.file(readers: 2)
    try SQL.committing("INSERT INTO derivation VALUES (9)", path) {
      for _ in 0..<3 {
        try file.use { first in
          let second = try file.use { try $0.derivationVersion() }
          let own = try first.derivationVersion()
          #expect([own, second] == [nil, nil])
        }
      }
    }
  }

  @Test func `a folder that does not exist is named`() {
    #expect {
      _ = try AuditDatabase(path: "no/such/folder/a.db", access: .write)
    } throws: { error in
      "\(error)" == "no/such/folder/a.db: cannot be opened: no such file or folder, or no permission"
    }
  }

  @Test(arguments: [AuditDatabase.Access.read, .write])
  func `a folder in the place of the file is named as one`(access: AuditDatabase.Access) throws {
    let folder = try TemporaryDirectory()
    for (path, name) in [(folder.path, "/retrial.db"), (folder.path + "/", "retrial.db")] {
      #expect {
        _ = try AuditDatabase(path: path, access: access)
      } throws: { error in
        "\(error)" == "\(path): is a folder and not a database; name the file, such as \(path)\(name)"
      }
    }
  }

  @Test func `reading does not make a file`() throws {
    let folder = try TemporaryDirectory()
    for _ in 0..<2 {
      #expect(throws: StoreError.self) { _ = try AuditDatabase(path: folder.path + "/a.db", access: .read) }
    }
  }

  @Test func `a step behind which a view could not be read leaves the database in its version`() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/a.db"
    _ = try AuditDatabase(path: path, access: .write)
    try SQL.run(
      "DROP VIEW files; ALTER TABLE file DROP COLUMN ingested_at; " + OldDatabase.withoutScopes, path)
    #expect {
      _ = try AuditDatabase(path: path, access: .write)
    } throws: { error in
      "\(error)".hasPrefix("\(path): ") && "\(error)".contains("no such column: ingested_at")
    }
    #expect(try FileContent.of(path)[60..<64] == [0, 0, 0, 10])
  }

  /// A database whose header was changed: user_version stands at byte 60, application_id at 68.
  private static func patched(_ folder: TemporaryDirectory, at offset: Int, _ bytes: [UInt8]) throws -> String
  {
    let path = folder.path + "/a.db"
    _ = try AuditDatabase(path: path, access: .write)
    var content = try FileContent.of(path)
    content.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
    return try folder.write("b.db", content)
  }
}
