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
}
