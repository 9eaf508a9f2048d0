import AuditStore
import CloudTrail
import IAMPolicy
import JSON
import Replay
import Testing
import TestSupport

/// Sample records of which one field after another says nothing.
struct HiddenFieldTests {
  private static let marker = "HIDDEN_DUE_TO_SECURITY_REASONS"
  /// A number that stands nowhere in the samples.
  private static let number = "7071070710"

  /// What takes the place of a field: a value of every kind, and what CloudTrail writes to hide one.
  static let replacements = [
    "null", "7071070710", #"{"a":{"b":[7071070710]}}"#, "[[],7071070710]", "\"\(marker)\"",
    "\"" + String(repeating: "%41:/", count: 800) + "\"",
  ]

  @Test(arguments: replacements)
  func `no field that is replaced is told as a value or stops the program`(replacement: String) async throws {
    let value = try JSONReader.parse(Array(replacement.utf8))
    var records: [(path: [String], text: String)] = []
    for sample in try Samples.records() {
      for (path, changed) in sample.replacingEachField(by: value) {
        records.append((path, changed.replacingID(by: "e\(records.count)").text()))
      }
    }
    #expect(records.count > 1_000)
    let folder = try TemporaryDirectory()
    let path = folder.path + "/a.db"
    _ = try folder.write("log.json", records.map(\.text).joined(separator: "\n"))
    let summary = try await LogIngester(jobs: 1).ingest([folder.path + "/log.json"], into: path)
    #expect(summary.counts.read >= records.count - 40)
    try RequestListing().write(AuditDatabase(path: path, access: .read), window: TimeWindow()) { line in
      let number = line.dropFirst(#"{"eventID":"e"#.count).prefix { $0 != "\"" }
      guard let index = Int(number), records.indices.contains(index) else { return }
      check(line, records[index].path)
    }
  }

  /// Numbers are values of parameters, and a resource is named by what stands in the record's own list.
  private func check(_ line: String, _ path: [String]) {
    #expect(!line.contains(Self.marker), "\(path.joined(separator: ".")): \(line.prefix(2_000))")
    guard path.first != "requestParameters" else { return }
    #expect(!line.contains(Self.number), "\(path.joined(separator: ".")): \(line.prefix(2_000))")
    guard let start = line.firstRange(of: #""aws:sourceip":""#)?.upperBound else { return }
    let address = line[start...].prefix { $0 != "\"" }
    #expect(IPAddressText.isAddress(String(address)), "\(path.joined(separator: ".")): \(address)")
  }

  @Test func `a field of the largest size stops nothing wherever it stands`() async throws {
    let plain = EventText(
      identity: session(more: #","invokedBy":"glue.amazonaws.com""#),
      parameters: #"{"bucketName":"b","key":"k","versionId":"7"}"#,
      resources: #"[{"ARN":"arn:aws:s3:::b/k","accountId":"111122223333"}]"#,
      errorCode: "AccessDenied", errorMessage: "Access Denied", more: #""vpcEndpointId":"vpce-1","#)
    let long = JSONValue.string(String(repeating: "a", count: 262_144))
    let changes = try JSONReader.parse(Array(plain.json.utf8)).replacingEachField(by: long)
    let folder = try TemporaryDirectory()
    let path = folder.path + "/a.db"
    let records = changes.enumerated().map { $1.changed.replacingID(by: "e\($0)").text() }
    _ = try folder.write("log.json", records.joined(separator: "\n"))
    let summary = try await LogIngester(jobs: 1).ingest([folder.path + "/log.json"], into: path)
    #expect(changes.count > 35)
    #expect(summary.counts.read == changes.count)
    var lines = 0
    try RequestListing().write(AuditDatabase(path: path, access: .read), window: TimeWindow()) { _ in
      lines += 1
    }
    #expect(lines > 25)
  }
}

/// A day of the sample logs: of each service and kind of caller the first record.
private enum Samples {
  static let logs = "SampleLogs/AWSLogs"
  static let day = "2026/09/06"

  static func records() throws -> [JSONValue] {
    var seen: Set<String> = []
    var records: [JSONValue] = []
    for path in try files() {
      let file = try LogFile(path: path)
      let reader = LogReader { () throws(LogFileError) in try file.nextChunk() }
      var isOpen = true
      while isOpen {
        isOpen = try reader.read(upTo: 1_000) { item, _ in
          guard case .event(let event) = item, let identity = event.raw(.userIdentity) else { return }
          let kind = "\(event.string(.eventSource) ?? "") \(identity.member("type")?.string() ?? "")"
          if seen.insert(kind).inserted, let record = event.json.value() { records.append(record) }
        }
      }
    }
    return records
  }

  private static func files() throws -> [String] {
    var files: [String] = []
    for account in try Repository.files(in: logs) {
      let trail = "\(logs)/\(account)/CloudTrail"
      for region in (try? Repository.files(in: trail)) ?? [] {
        let folder = "\(trail)/\(region)/\(day)"
        let names = (try? Repository.files(in: folder)) ?? []
        files += names.map { "\(Repository.root)/\(folder)/\($0)" }
      }
    }
    return files
  }
}

extension JSONValue {
  /// The value with one of its fields replaced, for each field however deep, with the path to it.
  fileprivate func replacingEachField(by value: JSONValue) -> [(path: [String], changed: JSONValue)] {
    var changes: [(path: [String], changed: JSONValue)] = []
    if let members = object {
      for (index, member) in members.enumerated() {
        let inner = member.value.replacingEachField(by: value) + [([], value)]
        for (path, changed) in inner {
          var copy = members.map { ($0.name, $0.value) }
          copy[index].1 = changed
          changes.append(([member.name] + path, .object(copy)))
        }
      }
    }
    for (index, element) in (array ?? []).enumerated() {
      for (path, changed) in element.replacingEachField(by: value) + [([], value)] {
        var copy = array ?? []
        copy[index] = changed
        changes.append((["\(index)"] + path, .array(copy)))
      }
    }
    return changes
  }

  /// The record as another event, unless its id is what was replaced.
  fileprivate func replacingID(by id: String) -> JSONValue {
    .object((object ?? []).map { ($0.name, $0.name == "eventID" ? .string(id) : $0.value) })
  }
}
