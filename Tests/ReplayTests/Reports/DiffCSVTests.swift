import Testing

@testable import Replay

struct DiffCSVTests {
  private func rows(_ report: DiffReport) throws -> [[String]] {
    try #require(CSVTable.rows(DiffCSVRenderer.render(report)))
  }

  @Test func `the columns and their order are stable`() throws {
    #expect(
      DiffCSVRenderer.render(ReportSample.report([]))
        == "class,layer,effect,policy,attachment,file,line,column,sid,requests,events,confirmed,days,first_seen,"
        + "last_seen,depends_on,principals,actions,sample_event_ids,accepted,resources\r\n")
  }

  @Test func `a cause is one row`() throws {
    var cause = ReportSample.cause(.maybeRevoked, names: ["role/a", "role/b"])
    cause.count = ChangeCount(requests: 2, events: 1_204, confirmed: 0)
    cause.days = 3
    cause.seen = 1_790_000_000...1_790_000_060
    #expect(
      try rows(ReportSample.report([cause])).last == [
        "maybeRevoked", "service control policy", "explicit deny", "Lock", "r-1", "scps/lock.json", "1", "5",
        "Lock",
        "2", "1204", "0", "3", "2026-09-21T14:13:20Z", "2026-09-21T14:14:20Z", "role/a;role/b",
        "role/a;role/b",
        "role/a;role/b", "8f2230a1-755a-44ef-89d8-14a770f018ff", "0", "role/a;role/b",
      ])
  }

  @Test func `what is not known is an empty cell`() throws {
    let reason = CauseReason(
      layer: "policies taken together", effect: "combined effect", policy: "", attachment: nil, file: nil,
      position: nil, statement: nil)
    let row = try #require(try rows(ReportSample.report([ReportSample.cause(reason: reason)])).last)
    #expect(Array(row[3...8]) == ["", "", "", "", "", ""])
  }

  @Test(arguments: ReportSample.hostile)
  func `no name breaks a row or begins a formula`(name: String) throws {
    let reason = ReportSample.reason(file: name, statement: name)
    let cause = ReportSample.cause(.maybeGranted, names: ["x", name], reason: reason)
    let rows = try rows(ReportSample.report([cause]))
    #expect(rows.map { $0.count } == [21, 21])
    let cells = rows[1] + rows[1].flatMap { $0.split(separator: ";").map(String.init) }
    #expect(
      cells.filter { $0.unicodeScalars.first.map { "=+-@\t\r\n".unicodeScalars.contains($0) } ?? false } == []
    )
  }

  @Test(arguments: [
    ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\\u{9}x"),
    ("\rx", "'\\u{d}x"), ("\u{FF1D}x", "'\u{FF1D}x"), ("=\u{301}x", "'=\u{301}x"), ("a=b", "a=b"), ("", ""),
  ])
  func `a text that a spreadsheet would calculate stands behind an apostrophe`(text: String, cell: String) {
    #expect(CSVText.cell(text) == cell)
  }

  @Test(arguments: [
    ("plain", "plain\r\n"), ("a,b", "\"a,b\"\r\n"), ("say \"hi\"", "\"say \"\"hi\"\"\"\r\n"),
    ("a\"\u{301}", "\"a\"\"\u{301}\"\r\n"), ("a;b", "\"a;b\"\r\n"),
  ])
  func `a cell with a separator or quote is quoted`(text: String, row: String) {
    #expect(CSVText.row([text]) == row)
  }

  @Test func `a semicolon within a name is no separator`() {
    #expect(CSVText.list(["a;=b", "=c"]) == "a\\u{3b}=b;'=c")
  }
}
