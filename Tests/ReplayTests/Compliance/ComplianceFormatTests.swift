import AuditStore
import JSON
import Testing

@testable import Replay

struct ComplianceFormatTests {
  private func report(_ texts: [String]) -> ComplianceReport {
    let table = ReportTable(
      id: "principals", title: "Principals",
      columns: [
        .init(name: "principal", kind: .text), .init(name: "events", kind: .count),
        .init(name: "last_event", kind: .time),
      ],
      rows: texts.enumerated().map {
        [.text($1), .integer(Int64($0) + 1_204), .text("2026-09-01T10:00:00Z")]
      },
      sql: "SELECT 1")
    let section = ReportSection(
      id: "principals", title: "Principals", summary: texts, tables: [table], missing: nil)
    return ComplianceReport(
      window: 1_788_220_800...1_788_307_200, events: 1_204, eventsBefore: nil, sections: [section],
      limits: texts, controls: [])
  }

  @Test(arguments: ReportSample.hostile)
  func `nothing of a log is markup in HTML`(text: String) {
    let page = ComplianceHTMLRenderer().render(report([text]))
    #expect(HTMLTags.names(page) == HTMLTags.names(ComplianceHTMLRenderer().render(report(["x"]))))
  }

  @Test(arguments: ReportSample.hostile)
  func `nothing of a log breaks a row of CSV or begins a formula`(text: String) throws {
    let table = try #require(report([text]).table("principals"))
    let rows = try #require(CSVTable.rows(ComplianceCSVRenderer.render(table)))
    #expect(rows.map { $0.count } == [3, 3])
    #expect(!"=+-@\t\r".unicodeScalars.contains(rows[1][0].unicodeScalars.first ?? "x"))
  }

  @Test(arguments: ReportSample.hostile)
  func `nothing of a log breaks a row of a Markdown table`(text: String) {
    let lines = ComplianceMarkdownRenderer().render(report([text])).split(separator: "\n")
    let rows = lines.filter { $0.hasPrefix("|") }
    #expect(rows.count == 3)
    #expect(rows.allSatisfy { $0.unescapedBars == 4 })
  }

  @Test(arguments: ReportSample.hostile)
  func `nothing of a log steers a terminal`(text: String) {
    let output = ComplianceTextRenderer(maximum: .max).render(report([text, "\u{1B}[2J"]))
    #expect(!output.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
  }

  @Test func `a page says where a query is to be run`() {
    let page = ComplianceHTMLRenderer().render(report(["a"]))
    #expect(
      page.contains(
        #"<p class="quiet">To run in <code>sqlite3 retrial.db</code>, where that is the database.</p><pre>SELECT 1"#
      ))
  }

  @Test func `all formats give the same figures`() throws {
    let report = report(["a", "b", "c"])
    let table = try #require(report.table("principals"))
    let json = try JSONReader.parse(Array(ComplianceJSONRenderer.render(report).utf8))
    let rows = try #require(json["sections"]?.array?.first?["tables"]?.array?.first?["rows"]?.array)
    let csv = try #require(CSVTable.rows(ComplianceCSVRenderer.render(table)))
    let page = ComplianceHTMLRenderer().render(report)
    let text = ComplianceTextRenderer().render(report)
    let markdown = ComplianceMarkdownRenderer().render(report)
    for (index, row) in table.rows.enumerated() {
      let count = table.count("events", row)
      #expect(rows[index].array?[1].kind == .number(String(count)))
      #expect(csv[index + 1][1] == String(count))
      #expect(page.contains("<td>\(TextFormat.count(count))<td>"))
      #expect(text.contains(TextFormat.count(count)))
      #expect(markdown.contains("| \(TextFormat.count(count)) |"))
    }
  }

  @Test func `one row that is left out is one row`() {
    let page = ComplianceMarkdownRenderer(maximum: 2).render(report(["a", "b", "c"]))
    #expect(page.contains("And 1 more row."))
  }

  @Test func `a text names the columns and says recorded layers in words`() {
    var report = report([])
    report.sections[0].tables = [
      ReportTable(
        id: "denials", title: "Denials",
        columns: [.init(name: "layer", kind: .text), .init(name: "events", kind: .count)],
        rows: [[.text("boundary_implicit"), .integer(2)], [.text("not named"), .integer(1)]], sql: nil)
    ]
    let lines = ComplianceTextRenderer().render(report).split(separator: "\n")
      .map { $0.split(separator: " ").joined(separator: " ") }
    #expect(lines.contains("layer events"))
    #expect(lines.contains("permissions boundary, implicit 2"))
    #expect(lines.contains("not named 1"))
    #expect(ComplianceMarkdownRenderer().render(report).contains("permissions boundary, implicit"))
    #expect(ComplianceHTMLRenderer().render(report).contains("permissions boundary, implicit"))
  }

  @Test func `a page needs nothing from outside`() {
    let page = ComplianceHTMLRenderer().render(report(["a"]))
    #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("@import"))
    #expect(page.contains("default-src 'none'"))
  }

  @Test func `a long table is cut and says so`() {
    let page = ComplianceHTMLRenderer(maximum: 10).render(report((0..<25).map { "role/\($0)" }))
    #expect(page.contains("The first 10 of 25 rows; JSON and CSV have all of them"))
  }

  @Test func `a page stays short however long the names of a log are`() {
    let names = (0..<500).map { "arn:aws:iam::111111111111:role/" + String(repeating: "\($0)&", count: 400) }
    var report = report([])
    report.sections[0].tables = self.report(names).sections[0].tables
    let page = ComplianceHTMLRenderer().render(report)
    #expect(page.utf8.count < 200_000)
    let shown = page.split(separator: "<tbody>").last?.split(separator: "</tbody>").first ?? ""
    let rows = shown.split(separator: "<tr>").count - 1
    #expect(rows > 1 && page.contains("The first \(rows) of 500 rows"))
  }

  @Test func `a column of short texts or times is not broken, and one of longer texts may be`() throws {
    let page = ComplianceHTMLRenderer().render(report(["alice"]))
    #expect(page.contains("<table data-sortable class=\"s1 n2 s3\">"))
    #expect(page.contains("<tr><td>alice<td>1,204<td>2026-09-01T10:00:00Z"))
    let long = ComplianceHTMLRenderer().render(report(["arn:aws:iam::111111111111:role/app"]))
    #expect(long.contains("<table data-sortable class=\"n2 s3\">"))
    #expect(long.contains("<td>arn:aws:iam:<wbr>:111111111111:<wbr>role/app<td>"))
  }

  @Test func `a long table waits for the screen, with about the height of its rows`() {
    let wait = "long\" style=\"contain-intrinsic-height:auto"
    #expect(!ComplianceHTMLRenderer().render(report((0..<40).map { "role/\($0)" })).contains(wait))
    let page = ComplianceHTMLRenderer().render(report((0..<50).map { "role/\($0)" }))
    #expect(page.contains("<div class=\"scroll \(wait) 110rem\" tabindex=\"0\""))
  }

  @Test func `of a table that paper has no room for the page says so`() {
    let cut = "Printed are the first"
    #expect(!ComplianceHTMLRenderer().render(report((0..<12).map { "role/\($0)" })).contains(cut))
    #expect(ComplianceHTMLRenderer().render(report((0..<13).map { "role/\($0)" })).contains(cut))
  }

  @Test(
    arguments: [
      (#"{"controls": [{"framework": "X", "id": "1", "topic": "t", "sections": ["scope"]}]}"#, nil),
      (#"{"controls": {}}"#, "`controls` must be an array"), ("{", ""),
      (#"{"controls": [{"framework": "X", "id": "", "topic": "t", "sections": []}]}"#, "`id`"),
      (#"{"controls": [{"framework": "X", "id": "1", "topic": "t", "sections": [1]}]}"#, "`sections`"),
      (#"{"controls": [], "controls": []}"#, ""),
      (
        #"{"controls": [{"framework": "X", "id": "1", "topic": "t", "sections": ["root-uses"]}]}"#,
        "a report has no section `root-uses`; did you mean `root-use`?"
      ),
    ] as [(String, String?)])
  func `a mapping of another form is refused with its place`(text: String, word: String?) {
    do {
      let controls = try ReportControl.controls(Array(text.utf8), file: "c.json")
      #expect(word == nil && controls.count == 1)
    } catch {
      #expect(error.message.contains(word ?? "nothing is wrong") || word == "")
      #expect(error.file == "c.json" && error.position != nil)
    }
  }
}

extension Substring {
  /// The bars that end cells: not those behind a backslash.
  fileprivate var unescapedBars: Int {
    let scalars = Array(unicodeScalars)
    return scalars.indices.filter { scalars[$0] == "|" && ($0 == 0 || scalars[$0 - 1] != "\\") }.count
  }
}
