import Replay
import Testing

/// What a change of a managed policy means to sessions of which it is not known what they were given.
struct SessionChangeTests {
  private static let limit = "arn:aws:iam::111111111111:policy/Limit"

  private func world(isGiven: Bool) throws -> DiffWorld {
    var world = try DiffWorld()
    let policies =
      #","Policies":[{"Arn":"\#(Self.limit)","PolicyVersionList":[{"VersionId":"v1","IsDefaultVersion":true,"#
      + #""Document":\#(DiffWorld.document(DiffWorld.allowAll))}]}]"#
    try world.account(app: DiffWorld.allowAll, more: policies)
    try world.organization()
    world.addObject("k", identity: DiffWorld.session(key: "ASIA2"))
    if isGiven {
      world.add(
        "sts", "AssumeRole",
        parameters:
          #"{"roleArn":"arn:aws:iam::111111111111:role/app","roleSessionName":"s1","policyArns":[{"arn":"\#(Self.limit)"}]}"#,
        more: ["responseElements": #"{"credentials":{"accessKeyId":"ASIA1"}}"#])
      world.addObject("k", identity: DiffWorld.session())
    }
    return world
  }

  private func report(_ world: DiffWorld) async throws -> DiffReport {
    let deny = DiffWorld.allowAll + #",{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#
    return try await world.report(try world.change("managed:\(Self.limit)", deny))
  }

  @Test(arguments: [true, false])
  func `a changed policy is taken as none of a session of which that is not known, which is said`(
    isGiven: Bool
  ) async throws {
    let report = try await report(try world(isGiven: isGiven))
    #expect(report.classes == (isGiven ? [.revoked: 1, .unchanged: 2] : [.unchanged: 1]))
    #expect(
      report.assumptions.contains(
        "no session whose issuing call the log does not hold was given \(Self.limit) as a session policy"))
  }
}
