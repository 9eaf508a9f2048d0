import Testing

@testable import Replay

/// Events of one call are told apart by each part of their surroundings that a policy looks at.
struct ProjectedSurroundingsTests {
  private static func deny(_ condition: String) -> String {
    #"{"Effect":"Deny","Action":"*","Resource":"*","Condition":\#(condition)}"#
  }

  @Test(arguments: [["vpce-1", "vpce-2"], ["vpce-2", "vpce-1"]])
  func `VPC endpoints are told apart`(endpoints: [String]) async throws {
    var world = try DiffWorld()
    for endpoint in endpoints { world.add("s3", "ListBuckets", more: ["vpcEndpointId": "\"\(endpoint)\""]) }
    let change = try world.change(
      "scp:Lock@*", Self.deny(#"{"StringEquals":{"aws:SourceVpce":"vpce-1"}}"#))
    #expect(try await world.report(change).classes == [.revoked: 1, .unchanged: 1])
  }

  @Test(arguments: [["10", "11"], ["11", "10"]])
  func `times are told apart at the boundaries that policies name`(hours: [String]) async throws {
    var world = try DiffWorld()
    for hour in hours { world.add("s3", "ListBuckets", more: ["eventTime": "\"2026-09-01T\(hour):00:00Z\""]) }
    let change = try world.change(
      "scp:Lock@*", Self.deny(#"{"DateGreaterThan":{"aws:CurrentTime":"2026-09-01T10:30:00Z"}}"#))
    #expect(try await world.report(change).classes == [.revoked: 1, .unchanged: 1])
  }

  @Test(arguments: [["a/", "b/"], ["b/", "a/"]])
  func `what a request alone carries is told apart`(prefixes: [String]) async throws {
    var world = try DiffWorld()
    for prefix in prefixes {
      world.add(
        "s3", "ListObjects", parameters: #"{"bucketName":"b","prefix":"\#(prefix)"}"#,
        more: ["eventCategory": #""Data""#])
    }
    let change = try world.change("scp:Lock@*", Self.deny(#"{"StringEquals":{"s3:prefix":"a/"}}"#))
    #expect(try await world.report(change).classes == [.revoked: 1, .unchanged: 1])
  }

  @Test(arguments: [["a", "b"], ["b", "a"]])
  func `callers are told apart by their own policies`(roles: [String]) async throws {
    let edge = "arn:aws:iam::111111111111:policy/edge"
    let all = DiffWorld.document(DiffWorld.allowAll)
    var world = try DiffWorld()
    for role in roles {
      world.add(
        "s3", "ListBuckets",
        identity: DiffWorld.session(role: role, issuer: "arn:aws:iam::111111111111:role/\(role)"))
    }
    let policies = [
      "a": #""AttachedManagedPolicies":[{"PolicyName":"edge","PolicyArn":"\#(edge)"}]"#,
      "b": #""RolePolicyList":[{"PolicyName":"p","PolicyDocument":\#(all)}]"#,
    ]
    let details = policies.sorted { $0.key < $1.key }.map { name, own in
      #"{"RoleName":"\#(name)","Arn":"arn:aws:iam::111111111111:role/\#(name)",\#(own)}"#
    }
    try world.policies(
      "accounts/111111111111/authorization-details.json",
      #"{"RoleDetailList":[\#(details.joined(separator: ","))],"Policies":[{"Arn":"\#(edge)","#
        + #""PolicyVersionList":[{"VersionId":"v1","IsDefaultVersion":true,"Document":\#(all)}]}]}"#)
    try world.organization()
    let change = try world.change("managed:\(edge)", #"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#)
    #expect(try await world.report(change).classes == [.revoked: 1, .unchanged: 1])
  }

  @Test(arguments: [(#"[]"#, ChangeClass.maybeRevoked), (#"["s3"]"#, .revoked)])
  func `a bucket policy that was not exported may still allow`(
    complete: String, expected: ChangeClass
  ) async throws {
    var world = try DiffWorld()
    world.addObject("k")
    try world.account(alice: DiffWorld.allowAll)
    try world.organization(complete: complete)
    let change = try world.change(
      "identity:arn:aws:iam::111111111111:user/alice/p",
      #"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#)
    #expect(try await world.report(change).classes == [expected: 1])
  }
}
