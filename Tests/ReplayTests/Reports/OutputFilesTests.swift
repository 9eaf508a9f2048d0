import Glibc
import TestSupport
import Testing

@testable import Replay

struct OutputFilesTests {
  private let folder: TemporaryDirectory
  private let outputs = OutputFiles(sparing: [])

  init() throws { folder = try TemporaryDirectory() }

  private func text(_ name: String) throws -> String {
    String(decoding: try FileContent.of(folder.path + "/" + name), as: UTF8.self)
  }

  @Test func `a file is made or replaced, and nothing else is left`() throws {
    for text in ["one", ""] {
      try outputs.write(text, to: folder.path + "/out.txt")
      #expect(try self.text("out.txt") == text)
      #expect(FolderContent.names(in: folder.path) == ["out.txt"])
    }
  }

  @Test func `a pipe is written into and stays`() throws {
    let pipe = folder.path + "/pipe"
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    let reader = unsafe open(pipe, O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    try outputs.write("text", to: pipe)
    var bytes = [UInt8](repeating: 0, count: 8)
    #expect(unsafe read(reader, &bytes, 8) == 4)
    #expect(FolderContent.names(in: folder.path) == ["pipe"])
    var status = stat()
    #expect(unsafe stat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
  }

  @Test func `a link stays and what it leads to is replaced`() throws {
    let target = try folder.write("below/target.txt", "old")
    #expect(unsafe symlink(target, folder.path + "/link") == 0)
    try outputs.write("new", to: folder.path + "/link")
    #expect(SnapshotFiles.isLink(folder.path + "/link"))
    #expect(try text("below/target.txt") == "new")
    #expect(unsafe symlink(folder.path + "/nowhere", folder.path + "/lost") == 0)
    #expect(throws: SnapshotError.self) { try outputs.write("new", to: folder.path + "/lost") }
    #expect(SnapshotFiles.isLink(folder.path + "/lost"))
  }

  @Test func `a folder is refused`() throws {
    let error = #expect(throws: SnapshotError.self) { try outputs.write("x", to: folder.path) }
    #expect(error?.message == "is a directory")
  }

  @Test func `an input is replaced under none of its names`() throws {
    let input = try folder.write("input.json", "kept")
    #expect(unsafe symlink(input, folder.path + "/link") == 0)
    #expect(unsafe link(input, folder.path + "/other") == 0)
    let outputs = OutputFiles(sparing: [folder.path + "/gone", input])
    for name in ["input.json", "link", "other"] {
      let error = #expect(throws: SnapshotError.self) { try outputs.write("x", to: folder.path + "/" + name) }
      #expect(error?.message == "is one of the files that this is made from; name another one")
      #expect(try text(name) == "kept")
    }
    try outputs.write("x", to: folder.path + "/gone")
  }
}
