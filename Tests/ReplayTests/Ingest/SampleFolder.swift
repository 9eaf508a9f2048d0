import AuditStore
import CloudTrail
import Replay
import TestSupport

/// A folder of sixty events in a dozen files of several forms.
struct SampleFolder {
  let folder: TemporaryDirectory
  var logs: String { folder.path + "/logs" }
  var database: String { folder.path + "/a.db" }

  init() throws {
    folder = try TemporaryDirectory()
    for file in 0..<12 {
      let events = (file * 5..<file * 5 + 5).map { Self.event($0) }
      let name = "logs/\(file / 4)/\(file).json"
      switch file % 3 {
      case 0: _ = try folder.write(name, "{\"Records\":[\(events.joined(separator: ","))]}")
      case 1: _ = try folder.write(name, events.joined(separator: "\n"))
      default:
        let bytes = GzipWriter().write(Array("[\(events.joined(separator: ","))]".utf8), isLast: true)
        _ = try folder.write(name + ".gz", bytes)
      }
    }
  }

  func ingest(eventsPerTransaction: Int = 10) async throws -> IngestSummary {
    var ingester = LogIngester(jobs: 2)
    ingester.eventsPerTransaction = eventsPerTransaction
    return try await ingester.ingest([logs], into: database)
  }

  static func id(_ number: Int) -> String {
    let digits = String(number)
    return "00000000-aaaa-4bbb-8ccc-" + String(repeating: "0", count: 12 - digits.count) + digits
  }

  static func time(_ number: Int) -> Int64 { 1_788_264_000 + Int64(number) * 60 }

  static func event(_ number: Int) -> String {
    #"{"eventVersion":"1.11","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/u\#(number % 7)","#
      + #""accountId":"111122223333"},"eventTime":"\#(EventTime.text(time(number)))","#
      + #""eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"eu-west-1","#
      + #""sourceIPAddress":"192.0.2.\#(number % 5)","userAgent":"a \"quoted\" \u003d \#(number % 3)","#
      + #""requestParameters":{"bucketName":"b","key":"k\#(number)"},"responseElements":null,"#
      + #""eventID":"\#(id(number))","readOnly":true,"eventType":"AwsApiCall","recipientAccountId":"111122223333"}"#
  }
}

extension SampleFolder {
  /// An event of STS that issued temporary credentials.
  static func issuance(_ number: Int) -> String {
    event(number).replacing("s3.amazonaws.com", with: "sts.amazonaws.com")
      .replacing("GetObject", with: "AssumeRole")
      .replacing(
        #""responseElements":null"#,
        with: #""responseElements":{"credentials":{"accessKeyId":"ASIA\#(number)EXAMPLE"}}"#)
  }
}

/// Everything that can be read from a database, for comparison.
struct Tables: Equatable {
  var events: [EventRow] = []
  var ids: [String?] = []
  var dimensions: [[String?]] = []
  var calls: [StoredCall] = []
  var totals = StoreTotals()

  static func of(_ path: String) throws -> Tables {
    let database = try AuditDatabase(path: path, access: .read)
    var tables = Tables()
    try database.scanEvents { tables.events.append($0) }
    for event in tables.events { tables.ids.append(try database.eventID(ofRow: event.id)) }
    for dimension in Dimension.allCases {
      try database.scan(dimension) { tables.dimensions.append([String($0)] + $1) }
    }
    try database.scanCalls { tables.calls.append($1) }
    tables.totals = try database.totals()
    return tables
  }
}

extension String {
  func replacing(_ part: String, with other: String) -> String {
    split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
  }
}
