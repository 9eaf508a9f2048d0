import AuditStore
import JSON
import TestSupport
import Testing

@testable import Replay

/// Every format says the same of one report.
struct DiffFormatTests {
  @Test(arguments: 1...10)
  func `the counts of the classes are the same in every format`(seed: UInt64) throws {
    try checkClasses(of: ReportSample.mixed(seed: seed))
  }

  private func checkClasses(of report: DiffReport) throws {
    let changes = try #require(try json(report)["summary"]?["changes"])
    let text = DiffTextRenderer(width: 100).render(report)
    let markdown = DiffMarkdownRenderer().render(report)
    for changeClass in ChangeClass.allCases where changeClass != .notReplayable {
      let counts = try #require(changes[changeClass.rawValue])
      let numbers = ["requests", "events", "confirmed"].map { number(counts[$0]) }
      let shown = changeClass.isConfirmable ? numbers : Array(numbers.dropLast())
      #expect(textRow(changeClass, text) == shown)
      let isShown = changeClass.isConfirmable || changeClass == .unchanged || numbers[1] > 0
      #expect(markdownRow(changeClass, markdown) == (isShown ? shown : nil))
    }
  }

  @Test(arguments: 1...10)
  func `the counts of the causes are the same in every format`(seed: UInt64) throws {
    try checkCauses(of: ReportSample.mixed(seed: seed))
  }

  private func checkCauses(of report: DiffReport) throws {
    let causes = try #require(try json(report)["causes"]?.array)
    let rows = try #require(CSVTable.rows(DiffCSVRenderer.render(report)))
    let names = try #require(rows.first)
    #expect(rows.count == causes.count + 1)
    let text = extents(DiffTextRenderer(width: 1_000).render(report))
    let markdown = extents(DiffMarkdownRenderer().render(report))
    #expect(text == markdown)
    #expect(text.count == causes.count)
    for (index, cause) in causes.enumerated() {
      let row = Dictionary(uniqueKeysWithValues: zip(names, rows[index + 1]))
      for name in ["requests", "events", "confirmed"] {
        #expect(row[name].flatMap { Int($0) } == number(cause["count"]?[name]))
      }
      #expect(row["days"].flatMap { Int($0) } == number(cause["days"]))
      #expect((row["line"].flatMap { Int($0) } ?? -1) == number(cause["line"]))
      for (column, member) in [("class", "class"), ("first_seen", "firstSeen"), ("last_seen", "lastSeen")] {
        #expect(row[column] == cause[member]?.string)
      }
      let said = [
        number(cause["count"]?["events"]), number(cause["count"]?["requests"]), number(cause["days"]),
      ]
      #expect(Array(text[index].prefix(3)) == said)
      if ["revoked", "granted"].contains(row["class"]) {
        #expect(text[index].last == number(cause["count"]?["confirmed"]))
      }
    }
  }

  @Test func `warnings of the changed policies and targets that are not known stand in every format`() throws
  {
    var report = ReportSample.mixed(seed: 4)
    report.warnings = [ReportSample.warning("no such action")]
    report.unknownTargets = [UnknownTarget(target: "vpce:vpce-1", file: "e.json", meant: "vpce:vpce-2")]
    let said = "no event of the log names vpce:vpce-1 and no policy snapshot holds it"
    let text = DiffTextRenderer(width: 200).render(report)
    #expect(text.contains("\n  warning    scps/lock.json:4:9: no such action [W-ACTION]\n"))
    #expect(text.split(separator: "\n")[1].hasPrefix("  not known  " + said))
    let html = DiffHTMLRenderer().render(report).replacing("<wbr>", with: "")
    let plain = DiffMarkdownRenderer().render(report).replacing("`", with: "")
    #expect(html.contains("<li>warning scps/lock.json:4:9: no such action [W-ACTION]</li>"))
    #expect(plain.contains("\n- scps/lock.json:4:9: no such action [W-ACTION]\n"))
    #expect(html.contains(said) && plain.contains("\n- " + said))
    #expect(report.headline.hasSuffix("; the effect of 1 change is not known"))
    let value = try json(report)
    #expect(value["warnings"]?.array?.map { $0["message"]?.string } == ["no such action"])
    #expect(value["unknownTargets"]?.array?.map { $0["meant"]?.string } == ["vpce:vpce-2"])
    #expect(JSONSchema(try JSONReader.parse(Array(DiffJSONSchema.text.utf8))).faults(in: value) == [])
    let log = try JSONReader.parse(Array(DiffSARIFRenderer.render(report, version: "1").utf8))
    let run = try #require(log["runs"]?.array?.first)
    let rules = run["tool"]?["driver"]?["rules"]?.array?.map { $0["id"]?.string } ?? []
    let results = try #require(run["results"]?.array).suffix(2)
    #expect(results.map { $0["ruleId"]?.string } == ["unknownTarget", "W-ACTION"])
    #expect(results.map { rules[number($0["ruleIndex"])] } == ["unknownTarget", "W-ACTION"])
    #expect(results.map { $0["level"]?.string } == ["warning", "warning"])
    let places = results.map { $0["locations"]?.array?.first?["physicalLocation"] }
    #expect(places.map { $0?["artifactLocation"]?["uri"]?.string } == ["e.json", "scps/lock.json"])
    #expect(places.map { number($0?["region"]?["startLine"]) } == [1, 4])
  }

  @Test func `the sums of events are the same in every format`() throws {
    try checkSums(of: ReportSample.mixed(seed: 3), excluded: ["network": 1_207])
  }

  private func checkSums(of report: DiffReport, excluded: [String: Int]) throws {
    let events = try #require(try json(report)["summary"]?["events"])
    let texts = [DiffTextRenderer(width: 1_000).render(report), DiffMarkdownRenderer().render(report)]
    let sum = excluded.values.reduce(0, +)
    for text in texts {
      func count(_ name: String) -> String { TextFormat.count(number(events[name])) }
      #expect(
        text.contains(
          "\(count("read")) read = \(count("ingested")) ingested + \(count("duplicates")) duplicates "
            + "+ \(count("rejected")) rejected"))
      #expect(
        text.contains(
          "\(count("ingested")) ingested = \(count("replayed")) replayed + \(TextFormat.count(sum)) excluded")
      )
      for (name, count) in excluded { #expect(text.contains("\(name) \(TextFormat.count(count))")) }
    }
    for (name, count) in excluded { #expect(number(events["excluded"]?[name]) == count) }
  }

  @Test func `of the sample changes every format says the same, fits the schema and adds up`() async throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/sample.db"
    _ = try await LogIngester(jobs: 2).ingest([Repository.root + "/SampleLogs/AWSLogs"], into: path)
    let database = try AuditDatabase(path: path, access: .read)
    let snapshot = try SnapshotReader.read(folder: Repository.root + "/SampleLogs/policies")
    let schema = JSONSchema(try JSONReader.parse(Array(DiffJSONSchema.text.utf8)))
    for (target, file) in [
      ("scp:RegionLock@ou-7tq2-4wkl8d3n", "region-lock"),
      ("boundary:arn:aws:iam::333344445555:role/pipeline/nightly-etl", "boundary-tightened"),
      ("resource:arn:aws:s3:::larkmoor-curated", "bucket-policy"),
    ] {
      let change = try PolicyChange(argument: "\(target)=\(Repository.root)/SampleLogs/changes/\(file).json")
      let report = try Differ(baseline: snapshot, changes: [change]).report(
        on: database, window: TimeWindow())
      #expect(schema.faults(in: try json(report)) == [])
      #expect(report.causes.contains { $0.changeClass.isImpact })
      try checkClasses(of: report)
      try checkCauses(of: report)
      let excluded = report.events.excluded.map { ($0.name, $0.count) }
      try checkSums(of: report, excluded: Dictionary(uniqueKeysWithValues: excluded))
      try checkTotals(of: report)
    }
  }

  /// The events of all classes are the replayed ones, and the causes of a class hold all of its events.
  private func checkTotals(of report: DiffReport) throws {
    let summary = try #require(try json(report)["summary"])
    let events = try #require(summary["events"])
    let classes = ChangeClass.allCases.filter { $0 != .notReplayable }
    let sum = classes.reduce(0) { $0 + number(summary["changes"]?[$1.rawValue]?["events"]) }
    #expect(sum == number(events["replayed"]))
    #expect(
      number(events["read"])
        == number(events["ingested"]) + number(events["duplicates"]) + number(events["rejected"]))
    #expect(
      number(events["ingested"])
        == sum + report.events.excludedTotal + number(events["outsideWindow"]))
    for changeClass in classes where changeClass.isImpact {
      let causes = report.causes.filter { $0.changeClass == changeClass }.map { $0.count.events }
      let total = report.summary[changeClass]?.events ?? 0
      #expect(causes.reduce(0, +) >= total)
      #expect(causes.allSatisfy { $0 <= total })
    }
  }

  private func json(_ report: DiffReport) throws -> JSONValue {
    try JSONReader.parse(Array(DiffJSONRenderer.render(report).utf8))
  }

  private func number(_ value: JSONValue?) -> Int {
    if case .number(let text)? = value?.kind { return Int(text) ?? -1 }
    return -1
  }

  private func numbers(_ text: some StringProtocol) -> [Int] {
    text.split { !($0.isASCII && ($0.isNumber || $0 == ",")) }
      .compactMap { Int(String($0).filter { $0 != "," }) }
  }

  private func textRow(_ changeClass: ChangeClass, _ text: String) -> [Int]? {
    let start = "  " + TextFormat.padded(changeClass.title, to: 18)
    return text.split(separator: "\n").first { $0.hasPrefix(start) }.map { numbers($0) }
  }

  private func markdownRow(_ changeClass: ChangeClass, _ text: String) -> [Int]? {
    text.split(separator: "\n").first { line in
      (line.split(separator: "|").first.map { String($0) } ?? "").filter { $0 != "*" }.trimmed
        == changeClass.title
    }.map { numbers($0) }
  }

  /// The numbers of each line that says how far a cause reaches: events, requests, days, and those confirmed last.
  private func extents(_ text: String) -> [[Int]] {
    text.split(separator: "\n").filter { $0.contains(", seen on ") }.map { line in
      let parts = line.split(separator: ";")
      let start = numbers(parts[0]).prefix(3)
      guard let last = parts.last, last.hasSuffix("confirmed by the log") else { return Array(start) }
      return start + (last.contains("all confirmed") ? [start[0]] : numbers(last))
    }
  }
}

extension StringProtocol {
  /// The text without blanks around it.
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
