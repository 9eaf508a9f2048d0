import Testing

@testable import Replay

/// Commands that reports show, as they are pasted into a shell.
struct ShellCommandTests {
  @Test(arguments: [
    ("retrial.db", "retrial.db"), ("scp:A@r-1=x/y.json", "scp:A@r-1=x/y.json"), ("scp:A@*=x", "'scp:A@*=x'"),
    ("a b", "'a b'"), ("it's", #"'it'\''s'"#), ("", "''"), ("=x", "'=x'"), ("$HOME", "'$HOME'"), ("ü", "'ü'"),
  ])
  func `a word is quoted where a shell would read something into it`(word: String, quoted: String) {
    #expect(ShellCommand.quoted(word) == quoted)
  }

  @Test func `a long command is broken between its options`() {
    let command = ShellCommand(["retrial", "explain", "id", "--db", "a.db", "--change", "x=y", "--flag"])
    #expect(command.lines(width: 80) == ["retrial explain id --db a.db --change x=y --flag"])
    #expect(
      command.lines(width: 32) == [#"retrial explain id --db a.db \"#, "  --change x=y --flag"])
  }

  @Test func `a report shows once how an event is explained`() {
    var report = ReportSample.report([ReportSample.cause(.revoked), ReportSample.cause(.granted)])
    #expect(!DiffTextRenderer().render(report).contains("retrial explain"))
    report.causes[0].sampleEventIDs = ["log.json#7", "b"]
    report.explainOptions = ["--policies", "my policies"]
    let parts = DiffTextRenderer().render(report).split(separator: "retrial explain")
    #expect(parts.count == 2)
    #expect(parts.last?.hasPrefix(" b --policies 'my policies'\n") == true)
    report.causes[0].sampleEventIDs = ["log.json#7"]
    report.causes[1].sampleEventIDs = []
    #expect(!DiffTextRenderer().render(report).contains("retrial explain"))
  }
}

/// Tables in the columns of a terminal.
struct TextTableTests {
  private func lines(_ titles: [String], _ rows: [[String]], width: Int) -> [String]? {
    let columns = titles.map { TextTable.Column(title: $0, isNumber: $0 == "events") }
    return TextTable(columns: columns, rows: rows).lines(width: width)
  }

  @Test func `numbers stand at the right of their column, and no line ends in blanks`() {
    #expect(
      lines(["name", "events"], [["a", "1,204"], ["bcdef", "7"]], width: 40)
        == ["name   events", "a       1,204", "bcdef       7"])
    #expect(lines(["events", "name"], [["7", "a"]], width: 40) == ["events  name", "     7  a"])
  }

  @Test func `a text that does not fit is broken within its column`() {
    let rows = [["arn:aws:iam::111122223333:role/team/app", "1"]]
    #expect(
      lines(["principal", "events"], rows, width: 36)
        == ["principal                     events", "arn:aws:iam::111122223333:         1", "role/team/app"])
    #expect(lines(["principal", "events"], rows, width: 20) == nil)
  }
}
