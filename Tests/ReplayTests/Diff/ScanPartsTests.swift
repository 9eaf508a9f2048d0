import AuditStore
import IAMPolicy
import TestSupport
import Testing

@testable import Replay

/// Events are read in parts, on several threads; where one part ends and the next begins makes no difference.
struct ScanPartsTests {
  /// Sessions, users, places, hours and calls that come again in other parts, in another order.
  private func world() throws -> DiffWorld {
    var world = try DiffWorld()
    let callers = [
      DiffWorld.user, DiffWorld.session(key: "ASIA1"),
      DiffWorld.session(role: "b", key: "ASIA2", issuer: nil),
      DiffWorld.session(key: "ASIA3", invokedBy: "athena.amazonaws.com"),
    ]
    for step in 0..<60 {
      let more: [String: String?] = [
        "eventTime": "\"2026-09-0\(1 + step * 7 % 9)T\(10 + step * 5 % 8):00:00Z\"",
        "awsRegion": step % 3 == 0 ? #""eu-west-1""# : #""us-east-1""#,
        "sourceIPAddress": "\"203.0.113.\(step % 4)\"",
      ]
      let error = step % 11 == 0 ? "AccessDenied" : nil
      if step % 5 == 0 {
        world.addObject("k\(step % 7)", identity: callers[step * 3 % 4], error: error)
      } else {
        let name = ["ListUsers", "ListRoles", "CreateUser"][step % 3]
        world.add("iam", name, identity: callers[step % 4], error: error, more: more)
      }
    }
    world.add("organizations", "CreateAccount")
    world.add("iam", "ListUsers", identity: "null")
    return world
  }

  @Test(arguments: [1, 2, 7])
  func `a diff is the same, however many events are read at once`(size: Int) async throws {
    let world = try world()
    let condition =
      #""Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1"},"IpAddress":{"aws:SourceIp":"203.0.113.0/31"}}"#
    let changes = [
      try PolicyChange(
        argument: world.change(
          "scp:Lock@*", #"{"Effect":"Deny","Action":"iam:*","Resource":"*",\#(condition)}"#)),
      try PolicyChange(
        argument: world.change("resource:arn:aws:s3:::b", DiffWorld.publicBucket)),
    ]
    var options = Differ.Options()
    options.managementAccount = "999999999999"
    let differ = try Differ(baseline: try world.snapshot(), changes: changes, options: options)
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    var filter = RequestFilter()
    for actions in [[], ["iam:List*"]] {
      filter.actions = actions
      let scope = EventScope(window: TimeWindow(), filter: filter)
      var events = try RecordedEvents(database)
      let whole = try differ.report(of: events, on: database, scope)
      #expect(whole.classes.count > 1)
      events.rowsAtOnce = size
      let inParts = try differ.report(of: events, on: database, scope)
      #expect(DiffJSONRenderer.render(inParts) == DiffJSONRenderer.render(whole))
    }
  }
}
