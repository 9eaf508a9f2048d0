import AuditStore
import JSON
import Replay
import Testing
import TestSupport

struct RequestListingTests {
  private static let issuing = EventText(
    source: "sts.amazonaws.com", name: "AssumeRole",
    parameters: #"{"roleArn":"arn:aws:iam::111122223333:role/path/app","tags":[{"key":"Team","value":"a"}]}"#,
    response: #"{"credentials":{"accessKeyId":"ASIAEXAMPLE"}}"#
  ).json

  private static let used = EventText(
    identity: session(more: #","invokedBy":"glue.amazonaws.com""#),
    parameters: #"{"bucketName":"b","key":"k"}"#
  ).json.replacing("0b1f8a0e", with: "1b1f8a0e")

  private static func lines(_ path: String, _ filter: RequestFilter = RequestFilter()) throws -> [JSONValue] {
    let database = try AuditDatabase(path: path, access: .read)
    var lines: [JSONValue] = []
    try RequestListing(filter: filter).write(database, window: TimeWindow()) { line in
      lines.append(try JSONReader.parse(Array(line.utf8), options: .init()))
    }
    return lines
  }

  private static func list(_ line: JSONValue, _ name: String) -> [String] {
    (line[name]?.array ?? []).compactMap { $0.string }
  }

  @Test func `a session has the tags of its issuance, even from a file that is ingested later`() async throws
  {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/a.db"
    _ = try folder.write("one/used.json", Self.used)
    _ = try await LogIngester(jobs: 1).ingest([folder.path + "/one"], into: path)
    let before = try Self.lines(path)
    #expect(before.count == 1)
    #expect(before[0]["context"]?["aws:principaltag/team"] == nil)
    #expect(Self.list(before[0], "unknown").contains("aws:viaawsservice"))
    _ = try folder.write("two/issuing.json", Self.issuing)
    _ = try await LogIngester(jobs: 1).ingest([folder.path + "/two"], into: path)
    let after = try Self.lines(path)
    let session = after.first { $0["action"]?.string == "s3:GetObject" }
    #expect(session?["context"]?["aws:principaltag/team"]?.string == "a")
    #expect(session?["context"]?["aws:viaawsservice"]?.string == "true")
    #expect(after.contains { $0["action"]?.string == "sts:TagSession" })
  }

  @Test func `lines stand in the order of ingest, however many, and a filter takes some of them`()
    async throws
  {
    var world = try DiffWorld()
    for number in 0..<4_100 { world.addObject("\(number)") }
    let path = try await world.ingest()
    func resources(_ filter: RequestFilter) throws -> [String] {
      try Self.lines(path, filter).compactMap { $0["resource"]?.string }
    }
    let all = try resources(RequestFilter())
    #expect(all == (0..<4_100).map { "arn:aws:s3:::b/\($0)" })
    var filter = RequestFilter()
    filter.resources = ["*/40??"]
    #expect(try resources(filter) == Array(all[4_000..<4_100]))
    filter.actions = ["s3:getO*"]
    filter.principals = ["alice"]
    #expect(try resources(filter).count == 100)
    filter.accounts = ["2*"]
    #expect(try resources(filter).isEmpty)
  }

  @Test func `each line says what is known, absent and unknown`() async throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/a.db"
    let call = EventText(name: "ListObjects", parameters: #"{"bucketName":"b","prefix":"a/"}"#).json
    let excluded = EventText(source: "sts.amazonaws.com", name: "GetCallerIdentity").json
      .replacing("0b1f8a0e", with: "2b1f8a0e")
    _ = try folder.write("log.json", call + "\n" + excluded)
    _ = try await LogIngester(jobs: 1).ingest([folder.path + "/log.json"], into: path)
    let lines = try Self.lines(path)
    #expect(lines.count == 2)
    #expect(lines[0]["principal"]?.string == "arn:aws:iam::111122223333:user/ops/ann")
    #expect(lines[0]["resource"]?.string == "arn:aws:s3:::b")
    #expect(lines[0]["resourceState"]?.string == "exact")
    #expect(lines[0]["recordedDecision"]?.string == "allowed")
    #expect(lines[0]["context"]?["s3:prefix"]?.string == "a/")
    #expect(Self.list(lines[0], "absent").contains("s3:delimiter"))
    #expect(Self.list(lines[0], "unknown").contains("aws:resourcetag/*"))
    #expect(lines[1]["class"]?.string == "permissionless")
    #expect(lines[1]["action"] == nil)
  }

  @Test func `a caller that only the resource owner's copy shows is listed by its ID and account`()
    async throws
  {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/a.db"
    let copy = EventText(
      identity: #"{"type":"AWSAccount","principalId":"AIDAX","accountId":"444455556666"}"#,
      parameters: #"{"bucketName":"b","key":"k"}"#
    ).json
    _ = try folder.write("log.json", copy)
    _ = try await LogIngester(jobs: 1).ingest([folder.path + "/log.json"], into: path)
    let line = try #require(try Self.lines(path).first)
    #expect(line["principal"]?.string == "AIDAX of account 444455556666")
    #expect(line["principalType"]?.string == "AWSAccount")
    #expect(line["class"]?.string == "owner-copy")
  }

  @Test func `a filter takes any of its patterns, in any case for actions`() async throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/a.db"
    _ = try folder.write("log.json", Self.issuing + "\n" + Self.used)
    _ = try await LogIngester(jobs: 1).ingest([folder.path + "/log.json"], into: path)
    var filter = RequestFilter()
    filter.actions = ["S3:get*", "ec2:*"]
    #expect(try Self.lines(path, filter).count == 1)
    filter.resources = ["arn:aws:s3:::?/k"]
    #expect(try Self.lines(path, filter).count == 1)
    filter.accounts = ["9*"]
    #expect(try Self.lines(path, filter).isEmpty)
  }

  @Test func `a request whose resource the log does not tell is listed where it may be the one looked for`()
    async throws
  {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/a.db"
    let queue = EventText(source: "sqs.amazonaws.com", name: "DeleteQueue")
    let command = EventText(source: "ssm.amazonaws.com", name: "SendCommand")
    _ = try folder.write(
      "log.json", queue.json + "\n" + command.json.replacing("0b1f8a0e", with: "2b1f8a0e"))
    _ = try await LogIngester(jobs: 1).ingest([folder.path + "/log.json"], into: path)
    var filter = RequestFilter()
    filter.resources = ["arn:aws:sqs:*:jobs"]
    filter.actions = ["sqs:*"]
    let partial = try Self.lines(path, filter)
    #expect(partial.count == 1)
    #expect(partial.first?["resource"]?.string == "arn:aws:sqs:eu-west-1:111122223333:*")
    filter.resources = ["arn:aws:s3:::jobs"]
    #expect(try Self.lines(path, filter).isEmpty)
    filter = RequestFilter()
    filter.resources = ["arn:aws:ssm:*:document/Restart"]
    let unknown = try Self.lines(path, filter).filter { $0["resource"]?.kind == .null }
    #expect(unknown.map { $0["action"]?.string } == ["ssm:SendCommand"])
    #expect(unknown.first?["resourceState"]?.string == "unknown")
  }

  @Test func `a line has the keys of the principal and the owner of the resource`() async throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/a.db"
    let queue = EventText(
      source: "sqs.amazonaws.com", name: "SendMessage", identity: session(),
      parameters: #"{"queueUrl":"https://sqs.eu-west-1.amazonaws.com/444455556666/jobs"}"#)
    let bucket = EventText(parameters: #"{"bucketName":"b","key":"k"}"#)
    _ = try folder.write(
      "log.json", queue.json + "\n" + bucket.json.replacing("0b1f8a0e", with: "2b1f8a0e"))
    _ = try await LogIngester(jobs: 1).ingest([folder.path + "/log.json"], into: path)
    let lines = try Self.lines(path)
    let context = lines[0]["context"]
    #expect(context?["aws:principalarn"]?.string == "arn:aws:iam::111122223333:role/path/app")
    #expect(context?["aws:principaltype"]?.string == "AssumedRole")
    #expect(context?["aws:principalaccount"]?.string == "111122223333")
    #expect(context?["aws:userid"]?.string == "AROAEXAMPLE:s1")
    #expect(context?["aws:resourceaccount"]?.string == "444455556666")
    #expect(Self.list(lines[0], "absent").contains("aws:username"))
    #expect(lines[1]["context"]?["aws:username"]?.string == "ann")
    #expect(Self.list(lines[1], "unknown").contains("aws:resourceaccount"))
  }
}
