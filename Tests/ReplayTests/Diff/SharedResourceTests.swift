import Testing

@testable import Replay

/// What a change comes to for a resource of which the log does not tell whose it is.
struct SharedResourceTests {
  private func classes(_ resource: String) async throws -> [ChangeClass: Int] {
    var world = try DiffWorld()
    world.add(
      "ec2", "ModifyManagedPrefixList",
      parameters: #"{"ModifyManagedPrefixListRequest":{"PrefixListId":"pl-1"}}"#)
    let deny =
      #"{"Effect":"Allow","Action":"*","Resource":"*"},"#
      + #"{"Effect":"Deny","Action":"ec2:ModifyManagedPrefixList","Resource":"\#(resource)"}"#
    return try await world.report(try world.change("scp:Lock@*", deny)).classes.filter {
      $0.key != .unchanged
    }
  }

  @Test func `a statement on whatever account is certain`() async throws {
    #expect(try await classes("arn:aws:ec2:*:*:prefix-list/*") == [.revoked: 1])
    #expect(try await classes("arn:aws:ec2:us-east-1:*:prefix-list/pl-1") == [.revoked: 1])
    #expect(try await classes("arn:aws:ec2:*:*:security-group/sg-1") == [:])
  }

  @Test(arguments: ["111111111111", "999988887777"])
  func `a statement on one account is not`(account: String) async throws {
    #expect(try await classes("arn:aws:ec2:*:\(account):prefix-list/*") == [.maybeRevoked: 1])
    #expect(try await classes("arn:aws:ec2:*:\(account):prefix-list/pl-2") == [:])
  }

  @Test func `an instance is of the account in its ARN, an image of one that its ARN does not name`()
    async throws
  {
    var world = try DiffWorld()
    world.add(
      "ec2", "RunInstances",
      parameters: #"{"instancesSet":{"items":[{"imageId":"ami-1"}]},"subnetId":"subnet-1","#
        + #""groupSet":{"items":[{"groupId":"sg-1"}]}}"#)
    try world.account(alice: DiffWorld.allowAll)
    try world.organization()
    func lock(_ type: String) throws -> String {
      try world.change(
        "scp:Lock@r-1",
        #"{"Effect":"Deny","Action":"ec2:RunInstances","Resource":"arn:aws:ec2:*:*:\#(type)/*","#
          + #""Condition":{"StringNotEquals":{"aws:ResourceAccount":"111111111111"}}}"#)
    }
    #expect(try await world.report(lock("instance")).classes == [.unchanged: 1])
    #expect(try await world.report(lock("subnet")).classes == [.unchanged: 1])
    let image = try await world.report(lock("image"))
    #expect(image.classes == [.maybeRevoked: 1])
    #expect(image.causes.first?.dependsOn.map(\.name) == ["key:aws:resourceaccount"])
  }
}
