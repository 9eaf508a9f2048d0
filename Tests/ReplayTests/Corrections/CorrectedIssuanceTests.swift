import AuditStore
import IAMPolicy
import TestSupport
import Testing

@testable import Replay

/// Sessions whose issuing call a later record corrects.
struct CorrectedIssuanceTests {
  private static let blue = "aws:principaltag/team"

  /// What a record of the issuing call, the original or its correction, says was asked for.
  private static func issuing(_ parameters: String?, more: [String: String?] = [:]) -> DiffWorld.Event {
    DiffWorld.Event(
      "sts", "AssumeRole",
      more: [
        "requestParameters": parameters, "responseElements": #"{"credentials":{"accessKeyId":"ASIA1"}}"#,
      ].merging(more) { $1 })
  }

  private static func parameters(team: String, policy: Bool = false) -> String {
    let list = policy ? #","policyArns":[{"arn":"arn:aws:iam::aws:policy/ReadOnlyAccess"}]"# : ""
    return
      #"{"roleArn":"arn:aws:iam::111111111111:role/app","tags":[{"key":"team","value":"\#(team)"}]\#(list)}"#
  }

  private static func correcting(
    _ parameters: String?, named: String? = "requestParameters", more: [String: String?] = [:]
  ) -> DiffWorld.Event {
    let fields = named.map { #","updatedFields":"\#($0)""# } ?? ""
    let addendum = #"{"reason":"UPDATED_DATA","originalEventID":"\#(DiffWorld.id(8))"\#(fields)}"#
    return issuing(parameters, more: more.merging(["addendum": addendum]) { $1 })
  }

  /// The records of an issuing call, of its correction and of a call of the session, in the order given.
  private func world(
    original: DiffWorld.Event?, _ corrections: [DiffWorld.Event], isReversed: Bool
  ) throws -> DiffWorld {
    var world = try DiffWorld()
    let first = original.map { event in
      var event = event
      event.more["eventID"] = "\"\(DiffWorld.id(8))\""
      return event
    }
    let records = [first].compactMap { $0 } + corrections
    for event in isReversed ? records.reversed() : records {
      world.add(event.service, event.name, more: event.more)
    }
    world.add(
      "s3", "ListBuckets", identity: DiffWorld.session(), more: ["eventID": "\"\(DiffWorld.id(9))\""])
    return world
  }

  /// What both readers of the log, the replay and the explanation, know of the session, which has to be the same.
  private func session(
    original: DiffWorld.Event? = issuing(parameters(team: "red")), _ corrections: DiffWorld.Event...,
    isReversed: Bool
  ) async throws -> RecordedIdentity {
    let world = try world(original: original, corrections, isReversed: isReversed)
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let events = try RecordedEvents(database)
    let replayed = try #require(events.identities.first { $0.facts.type == "AssumedRole" })
    let stored = try #require(try database.events(withID: DiffWorld.id(9)).first)
    let explained = try RecordedCall(stored, Amendments(database), database).identity
    #expect(explained.facts == replayed.facts)
    #expect(explained.context == replayed.context)
    #expect(explained.session == replayed.session)
    return replayed
  }

  @Test(arguments: [false, true])
  func `a session has what its corrected issuance says, in any order of ingest`(isReversed: Bool) async throws
  {
    let session = try await session(
      Self.correcting(Self.parameters(team: "blue", policy: true)), isReversed: isReversed)
    #expect(session.context == [ContextFact(key: Self.blue, value: .value("blue"))])
    #expect(
      session.session
        == .passed(inline: nil, managed: [ExactText("arn:aws:iam::aws:policy/ReadOnlyAccess")]))
    #expect(session.facts.issuer == .principal)
  }

  @Test(arguments: [false, true])
  func `corrections that differ leave the session open`(isReversed: Bool) async throws {
    let session = try await session(
      Self.correcting(Self.parameters(team: "blue")), Self.correcting(Self.parameters(team: "green")),
      isReversed: isReversed)
    #expect(session.context.isEmpty)
    #expect(session.session == .unknown)
  }

  @Test(arguments: [false, true])
  func `parameters that were corrected to what no record tells are unknown`(isReversed: Bool) async throws {
    let session = try await session(Self.correcting(nil), isReversed: isReversed)
    #expect(session.context.isEmpty)
    #expect(session.session == .unknown)
  }

  @Test(arguments: [false, true])
  func `a correction of another member leaves the session as it was issued`(isReversed: Bool) async throws {
    let session = try await session(
      Self.correcting(Self.parameters(team: "blue"), named: "userAgent"), isReversed: isReversed)
    #expect(session.context == [ContextFact(key: Self.blue, value: .value("red"))])
    #expect(session.session == SessionPolicies.none)
  }

  @Test(arguments: [false, true])
  func `who issued a session is unknown where its record no longer tells`(isReversed: Bool) async throws {
    let session = try await session(
      Self.correcting(
        Self.parameters(team: "blue"), named: "userIdentity", more: ["userIdentity": nil]),
      isReversed: isReversed)
    #expect(session.facts.issuer == nil)
    #expect(session.session == .unknown)
  }

  @Test func `a correction alone stands for an issuing call that the log does not hold`() async throws {
    let session = try await session(
      original: nil, Self.correcting(Self.parameters(team: "blue")), isReversed: false)
    #expect(session.context == [ContextFact(key: Self.blue, value: .value("blue"))])
    let open = try await self.session(
      original: nil, Self.correcting(nil, named: "userAgent"), isReversed: false)
    #expect(open.session == .unknown)
  }

  @Test func `a tag that an explanation takes from a chain of roles is the replay's`() async throws {
    var world = try DiffWorld()
    let transitive = #"{"tags":[{"key":"team","value":"red"}],"transitiveTagKeys":["team"]}"#
    world.add(
      "sts", "AssumeRole", parameters: transitive,
      more: ["responseElements": #"{"credentials":{"accessKeyId":"ASIA0"}}"#])
    world.add(
      "sts", "AssumeRole", identity: DiffWorld.session(key: "ASIA0"), parameters: "{}",
      more: ["responseElements": #"{"credentials":{"accessKeyId":"ASIA1"}}"#])
    world.add("s3", "ListBuckets", identity: DiffWorld.session())
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let stored = try #require(try database.events(withID: DiffWorld.id(3)).first)
    let call = try RecordedCall(stored, Amendments(database), database)
    #expect(call.identity.context == [ContextFact(key: Self.blue, value: .value("red"))])
  }
}
