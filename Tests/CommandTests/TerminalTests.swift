import Glibc
import Testing

@testable import retrial

struct TerminalTests {
  @Test func `a result that cannot be written is a failure`() async {
    await #expect(processExitsWith: .exitCode(2)) {
      let full = unsafe open("/dev/full", O_WRONLY)
      dup2(full, STDOUT_FILENO)
      Terminal.write("result\n")
      exit(0)
    }
  }

  @Test func `a line that is written steers no terminal and stays one line`() async {
    let result = await #expect(
      processExitsWith: .exitCode(0), observing: [\.standardOutputContent, \.standardErrorContent]
    ) {
      Terminal.writeLine("a\u{1B}]0;x\u{07}\u{202E}\nb")
      Terminal.writeError("\u{1B}[31mc.json: no log\nError: d")
      exit(0)
    }
    let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    let errors = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(output.split(separator: "\n").contains(#"a\u{1b}]0;x\u{7}\u{202e}\u{a}b"#))
    #expect(errors.split(separator: "\n").contains(#"\u{1b}[31mc.json: no log\u{a}Error: d"#))
  }

  @Test(arguments: [
    ("Error: short", 20, "Error: short"), ("one two three", 8, "one two\n  three"),
    ("see /a/very/long/path.json: no", 10, "see\n  /a/very/long/path.json:\n  no"),
  ])
  func `a line for a terminal is broken between its words alone`(line: String, width: Int, wrapped: String) {
    #expect(Terminal.wrapped(line, width: width) == wrapped)
  }

  @Test func `a reader that is slow gets all of it`() async {
    await #expect(processExitsWith: .exitCode(0)) {
      var ends: [Int32] = [0, 0]
      _ = unsafe pipe(&ends)
      let (source, target) = (ends[0], ends[1])
      _ = fcntl(target, F_SETFL, O_NONBLOCK)
      dup2(target, STDOUT_FILENO)
      close(target)
      let text = String(repeating: "0123456789", count: 100_000)
      let reading = Task.detached { () -> Int in
        var total = 0
        var chunk = [UInt8](repeating: 0, count: 4096)
        while total < 1_000_000 {
          let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(source, $0.baseAddress, $0.count) }
          guard count > 0 else { break }
          total += count
        }
        return total
      }
      Terminal.write(text)
      exit(await reading.value == text.utf8.count ? 0 : 9)
    }
  }

  @Test func `too few files to open is an error and no trap`() async {
    await #expect(processExitsWith: .exitCode(0)) {
      var limit = rlimit(rlim_cur: 4, rlim_max: 4)
      _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      exit(OpenFileLimit.raise()?.hasPrefix("the process may open only 4 files") == true ? 0 : 9)
    }
  }
}
