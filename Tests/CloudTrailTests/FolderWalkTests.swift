import CloudTrail
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

  @Test func `a file gives its checksum and then its bytes`() throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write("x", "123456789")
    let file = try LogFile(path: path)
    #expect(try file.checksum() == 0xCBF4_3926)
    #expect(try file.nextChunk() == Array("123456789".utf8))
    #expect(try file.nextChunk() == [])
  }
}
