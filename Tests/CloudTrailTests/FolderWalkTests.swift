import CloudTrail
import Glibc
import Testing
import TestSupport

struct FolderWalkTests {
  @Test func `files come in bytewise order and hidden ones are passed over`() throws {
    let folder = try TemporaryDirectory()
    for name in ["b/2.json", "b/10.json", "a.json", "B.json", ".hidden/x.json", "b/.x"] {
      _ = try folder.write(name, "{}")
    }
    let names = FolderWalk.entries([folder.path + "/"]).map { entry in
      if case .file(let path, _, _, let isNamed) = entry, !isNamed {
        return String(path.dropFirst(folder.path.count + 1))
      }
      return "?"
    }
    #expect(names == ["B.json", "a.json", "b/10.json", "b/2.json"])
  }

  @Test func `a path that does not exist is a problem with its name`() {
    let expected = LogFileError(path: "no/such/path", message: "no such file or directory")
    #expect(FolderWalk.entries(["no/such/path"]) == [.problem(expected)])
  }

  @Test func `a file gives its digest and then its bytes`() throws {
    let folder = try TemporaryDirectory()
    for count in [9, LogFile.wholeLimit + 1] {
      let path = try folder.write("x", [UInt8](repeating: 7, count: count))
      let file = try LogFile(path: path)
      #expect(try file.digest() == SHA256Digest(of: [UInt8](repeating: 7, count: count)))
      var total = 0
      while case let chunk = try file.nextChunk(), !chunk.isEmpty { total += chunk.count }
      #expect(total == count)
    }
  }

  @Test func `a pipe in a folder is a problem and is not waited for`() throws {
    let folder = try TemporaryDirectory()
    let pipe = folder.path + "/pipe"
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    let expected = LogFileError(path: pipe, message: "is not a regular file; name it itself to read it")
    #expect(FolderWalk.entries([folder.path]) == [.problem(expected)])
    #expect(throws: expected) { _ = try LogFile(path: pipe, mustBeRegular: true) }
  }

  @Test func `a link to a folder in a folder is a problem and is not followed`() throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write("a/x.json", "{}")
    let link = folder.path + "/link"
    #expect(unsafe symlink(folder.path + "/a", link) == 0)
    let entries = FolderWalk.entries([folder.path])
    #expect(entries.count == 2)
    #expect(
      entries.last
        == .problem(LogFileError(path: link, message: "is a link to a folder; name it itself to read it")))
    guard case .file(let found, _, _, _)? = FolderWalk.entries([link]).first else {
      Issue.record("the link was not followed")
      return
    }
    #expect(found == link + "/x.json" && path.hasSuffix("a/x.json"))
  }

  @Test func `a name that is not UTF-8 is a problem that says so`() throws {
    let folder = try TemporaryDirectory()
    let name = Array(folder.path.utf8CString.dropLast()) + [0x2F, 0x61, -1, 0]
    let descriptor = unsafe open(name, O_WRONLY | O_CREAT, 0o600)
    #expect(descriptor >= 0)
    close(descriptor)
    let expected = LogFileError(
      path: folder.path + "/a\u{FFFD}", message: "the name is not valid UTF-8; rename it")
    #expect(FolderWalk.entries([folder.path]) == [.problem(expected)])
    _ = unsafe unlink(name)
  }

  @Test func `an excluded file is passed over under any name, and a problem when named`() throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write("a.db", "x")
    #expect(unsafe symlink(path, folder.path + "/link") == 0)
    let own = try #require(FileIdentity(path: path))
    #expect(FolderWalk.entries([folder.path], excluding: [own]) == [])
    let expected = LogFileError(path: path, message: "is the database itself, not a log")
    #expect(FolderWalk.entries([path], excluding: [own]) == [.problem(expected)])
  }
}
