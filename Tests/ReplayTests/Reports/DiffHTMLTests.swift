import AuditStore
import IAMPolicy
import JSON
import TestSupport
import Testing

@testable import Replay

struct DiffHTMLTests {
  private func page(_ text: String) -> String {
    let reason = ReportSample.reason(file: text.isEmpty ? "f" : text, statement: text)
    let cause = ReportSample.cause(.maybeGranted, names: ["x", text], reason: reason)
    return DiffHTMLRenderer().render(ReportSample.report([cause], texts: [text]))
  }

  @Test(arguments: ReportSample.hostile)
  func `nothing of a log or policy is markup`(text: String) {
    #expect(HTMLTags.names(page(text)) == HTMLTags.names(page("x")))
  }

  @Test func `the page holds the counts of every class and cause`() {
    let causes = [ReportSample.cause(.revoked, seed: 3), ReportSample.cause(.maybeRevoked, seed: 4)]
    let report = ReportSample.report(causes)
    let page = DiffHTMLRenderer().render(report)
    for cause in causes {
      #expect(
        page.contains(
          "<td>\(TextFormat.count(cause.count.requests))<td>\(TextFormat.count(cause.count.events))<td>"))
      #expect(page.contains("<dt>see</dt><dd>8f2230a1-755a-44ef-89d8-14a770f018ff</dd>"))
    }
    #expect(page.contains(report.headline))
  }

  @Test func `groups that were asked for have a row each`() throws {
    var report = ReportSample.report([ReportSample.cause(.revoked)])
    #expect(!DiffHTMLRenderer().render(report).contains("Changed events by"))
    report.grouping = [.account, .action]
    report.groups = (1...1_001).map { number in
      DiffGroup(
        changeClass: .revoked, names: ["<\(number)>", "s3:GetObject"],
        count: ChangeCount(requests: 1, events: number), days: 3, seen: 0...1, sampleEventIDs: [])
    }
    let page = DiffHTMLRenderer().render(report)
    #expect(page.contains("Changed events by account, action"))
    #expect(page.contains("<td>&lt;7&gt;<td>s3:GetObject<td>1<td>7<td>3"))
    #expect(page.contains("And 1 more group with 1,001 events."))
  }

  @Test func `one request is told in the singular`() {
    var report = ReportSample.report([])
    report.summary[.maybeRevoked] = ChangeCount(requests: 1, events: 1)
    report.summary[.revoked] = ChangeCount(requests: 1, events: 2, confirmed: 1)
    let page = DiffHTMLRenderer().render(report)
    #expect(page.contains("<b>1</b><span>request maybe revoked</span>"))
    #expect(page.contains("<b>1</b><span>request revoked, 1 event confirmed by the log</span>"))
    #expect(page.contains("<b>0</b><span>requests maybe granted</span>"))
  }

  @Test func `a page shows once how its events are explained, with the options of the diff`() {
    var report = ReportSample.report([
      ReportSample.cause(.revoked, seed: 3), ReportSample.cause(.granted, seed: 4),
    ])
    #expect(!DiffHTMLRenderer().render(report).contains("retrial explain"))
    report.explainOptions = ["--db", "a b.db", "--change", "scp:Lock@*=l.json"]
    let parts = DiffHTMLRenderer().render(report).split(separator: "retrial explain")
    #expect(parts.count == 2)
    #expect(
      parts[1].hasPrefix(
        " 8f2230a1-755a-44ef-89d8-14a770f018ff --db &#39;a b.db&#39; --change &#39;scp:Lock@*=l.json&#39;</pre>"
      ))
  }

  @Test func `the page of two stored replays says why it explains no event`() {
    let note = "each of the two stored replays has policies of its own"
    var report = ReportSample.report([ReportSample.cause(.revoked)])
    #expect(!DiffHTMLRenderer().render(report).contains(note))
    let versions = ReplayVersions(engine: 1, catalog: "2026-09-01", derivation: 1)
    report.replays = ["a", "b"].map {
      ReplaySource(
        name: $0, policies: "p", changes: [], inputs: 1, inputsDigest: "00", versions: versions)
    }
    let page = DiffHTMLRenderer().render(report)
    #expect(page.contains(note) && page.contains("<a href=\"#explanations\">Example events</a>"))
    report.causes = []
    #expect(!DiffHTMLRenderer().render(report).contains(note))
  }
}

struct DiffSARIFTests {
  private func results(
    _ report: DiffReport, _ threshold: DiffThreshold = DiffThreshold()
  ) throws -> [JSONValue] {
    let log = try JSONReader.parse(
      Array(DiffSARIFRenderer.render(report, version: "1", threshold: threshold).utf8))
    return try #require(log["runs"]?.array?.first?["results"]?.array)
  }

  @Test func `a cause stands at the line of its statement`() throws {
    let result = try #require(try results(ReportSample.report([ReportSample.cause(.revoked)])).first)
    #expect(result["ruleId"]?.string == "revoked")
    #expect(result["level"]?.string == "error")
    let place = try #require(result["locations"]?.array?.first?["physicalLocation"])
    #expect(place["artifactLocation"]?["uri"]?.string == "scps/lock.json")
    #expect(place["region"]?["startLine"]?.kind == .number("1"))
  }

  @Test func `a cause without a statement stands at the first line of its file`() throws {
    var reason = ReportSample.reason(file: "boundary.json")
    (reason.position, reason.statement) = (nil, nil)
    let result = try #require(try results(ReportSample.report([ReportSample.cause(reason: reason)])).first)
    let place = try #require(result["locations"]?.array?.first?["physicalLocation"])
    #expect(place["artifactLocation"]?["uri"]?.string == "boundary.json")
    #expect(place["region"]?.text() == #"{"startLine":1}"#)
  }

  @Test func `a missing allow stands where the statements of its policy begin`() async throws {
    var world = try DiffWorld()
    world.add("ec2", "DescribeVpcs")
    try world.account(alice: DiffWorld.allowAll)
    let user = "arn:aws:iam::111111111111:user/alice"
    let file = try world.folder.write(
      "smaller.json",
      """
      {"Version": "2012-10-17",
       "Statement": [
         {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
      """)
    let report = try await world.report("identity:\(user)/p=\(file)")
    #expect(report.classes == [.revoked: 1])
    let places = try results(report).compactMap { $0["locations"]?.array?.first?["physicalLocation"] }
    #expect(places.map { $0["region"]?.text() } == [#"{"startLine":3,"startColumn":4}"#])
    #expect(report.causes.allSatisfy { $0.reason.position == nil })
  }

  @Test func `policies of one name in one file are one cause, at the first of them`() async throws {
    var world = try DiffWorld()
    for name in ["carol", "alice", "bob"] {
      let identity = DiffWorld.user.replacing("alice", with: name).replacing("ALICE", with: name.uppercased())
      world.add("ec2", "DescribeVpcs", identity: identity)
      world.add("ec2", "DescribeVpcs", identity: identity)
    }
    func export(_ action: String) -> String {
      let users = ["alice", "bob", "carol"].map { name in
        #"{"UserName":"\#(name)","Arn":"arn:aws:iam::111111111111:user/\#(name)","UserPolicyList":"#
          + #"[{"PolicyName":"p","PolicyDocument":{"Version":"2012-10-17","Statement":["# + "\n"
          + #"{"Effect":"Allow","Action":"\#(action)","Resource":"*"}]}}]}"#
      }
      return #"{"UserDetailList":[\#(users.joined(separator: ","))],"RoleDetailList":[]}"#
    }
    let file = "accounts/111111111111/authorization-details.json"
    try world.policies(file, export("*"))
    _ = try world.folder.write("after/\(file)", export("s3:*"))
    let report = try await world.report(folder: "after")
    #expect(report.classes == [.revoked: 6])
    #expect(report.causes.map { $0.count.events } == [6])
    let places = try results(report).compactMap { $0["locations"]?.array?.first?["physicalLocation"] }
    #expect(places.map { $0["region"]?.text() } == [#"{"startLine":2,"startColumn":1}"#])
  }

  @Test func `a cause without a file stands at the first line of each changed file`() throws {
    let reason = CauseReason(
      layer: "policies taken together", effect: "combined effect", policy: "", attachment: nil, file: nil,
      position: nil, statement: nil)
    var report = ReportSample.report([ReportSample.cause(reason: reason)])
    #expect(try results(report).first?["locations"]?.array?.isEmpty == true)
    report.changedFiles = ["a.json", "b.json"]
    let places = try #require(try results(report).first?["locations"]?.array)
    #expect(
      places.map { $0["physicalLocation"]?["artifactLocation"]?["uri"]?.string } == ["a.json", "b.json"])
  }

  @Test func `a mismatch of the model without a statement stands in no changed file`() throws {
    let reason = CauseReason(
      layer: "identity-based policy", effect: "AWS allowed it", policy: "", attachment: nil, file: nil,
      position: nil, statement: nil)
    var report = ReportSample.report([ReportSample.cause(.modelMismatch, reason: reason)])
    report.changedFiles = ["a.json"]
    #expect(try results(report).isEmpty)
    let log = try JSONReader.parse(Array(DiffSARIFRenderer.render(report, version: "1").utf8))
    let run = try #require(log["runs"]?.array?.first?["invocations"]?.array?.first)
    let notes = try #require(run["toolExecutionNotifications"]?.array)
    #expect(notes.map { $0["message"]?["text"]?.string?.hasPrefix("Model mismatch") } == [true])
  }

  @Test func `an error is what a diff fails on for certain`() throws {
    let cases: [(ChangeClass, confirmed: Int, accepted: Int, Set<ChangeClass>, level: String)] = [
      (.revoked, 2, 0, [.revoked], "error"), (.granted, 2, 0, [.revoked], "warning"),
      (.granted, 2, 0, [.revoked, .granted], "error"), (.revoked, 0, 0, [.revoked], "warning"),
      (.revoked, 2, 2, [.revoked], "note"), (.maybeRevoked, 0, 0, [.revoked], "warning"),
      (.reasonChanged, 0, 0, [.revoked], "note"), (.reasonChanged, 0, 0, [.reasonChanged], "warning"),
      (.modelMismatch, 0, 0, [.revoked], "note"),
    ]
    for (changeClass, confirmed, accepted, classes, level) in cases {
      var cause = ReportSample.cause(changeClass)
      cause.count = ChangeCount(
        requests: 1, events: 2, confirmed: confirmed, accepted: accepted,
        acceptedConfirmed: min(confirmed, accepted))
      let result = try results(ReportSample.report([cause]), DiffThreshold(classes: classes)).first
      #expect(result?["level"]?.string == level, "\(changeClass) of \(classes)")
    }
  }

  @Test(arguments: [("a b.json", "a%20b.json"), ("é.json", "%C3%A9.json"), ("a/b-1_~.json", "a/b-1_~.json")])
  func `a path is a URI reference`(path: String, uri: String) throws {
    let cause = ReportSample.cause(reason: ReportSample.reason(file: path))
    let place = try results(ReportSample.report([cause])).first?["locations"]?.array?.first
    #expect(place?["physicalLocation"]?["artifactLocation"]?["uri"]?.string == uri)
  }
}

/// The tags of a page.
enum HTMLTags {
  /// Their names in their order, but for places where a long name may break.
  static func names(_ page: String) -> [Substring] {
    page.split(separator: "<").dropFirst().map { $0.prefix { $0.isLetter || $0 == "/" || $0 == "!" } }
      .filter { $0 != "wbr" }
  }
}
