import JSON
import Testing

@testable import Replay

/// Every format says the same of one report.
struct DiffFormatTests {
  @Test(arguments: 1...10)
  func `the counts of the classes are the same in every format`(seed: UInt64) throws {
    let report = ReportSample.mixed(seed: seed)
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
    let report = ReportSample.mixed(seed: seed)
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
      #expect(row["line"].flatMap { Int($0) } == number(cause["line"]))
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

  @Test func `the sums of events are the same in every format`() throws {
    let report = ReportSample.mixed(seed: 3)
    let events = try #require(try json(report)["summary"]?["events"])
    let texts = [DiffTextRenderer(width: 1_000).render(report), DiffMarkdownRenderer().render(report)]
    for text in texts {
      func count(_ name: String) -> String { TextFormat.count(number(events[name])) }
      #expect(
        text.contains(
          "\(count("read")) read = \(count("ingested")) ingested + \(count("duplicates")) duplicates "
            + "+ \(count("rejected")) rejected"))
      #expect(text.contains("\(count("ingested")) ingested = \(count("replayed")) replayed + 1,207 excluded"))
      #expect(text.contains("excluded: network 1,207"))
    }
    #expect(number(events["excluded"]?["network"]) == 1_207)
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
