import IAMPolicy
import Replay
import TestSupport
import Testing

/// What an export of identities says, and what it leaves unknown.
struct SnapshotIdentityTests {
  static let details = #"""
    {"UserDetailList": [
      {"UserName": "ana", "UserId": "AIDAEXAMPLEUSER00001", "Arn": "arn:aws:iam::111122223333:user/team/ana",
       "GroupList": ["Readers", "Gone"], "Tags": [{"Key": "team", "Value": "blue"}],
       "UserPolicyList": [{"PolicyName": "Own", "PolicyDocument": "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D"}],
       "AttachedManagedPolicies": [{"PolicyName": "Kept", "PolicyArn": "arn:aws:iam::111122223333:policy/Kept"},
         {"PolicyName": "Lost", "PolicyArn": "arn:aws:iam::111122223333:policy/Lost"}],
       "PermissionsBoundary": {"PermissionsBoundaryType": "Policy",
         "PermissionsBoundaryArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}}],
     "GroupDetailList": [{"GroupName": "Readers", "Arn": "arn:aws:iam::111122223333:group/Readers",
       "GroupPolicyList": [{"PolicyName": "Read", "PolicyDocument":
         {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}}]}],
     "RoleDetailList": [{"RoleName": "app", "Arn": "arn:aws:iam::111122223333:role/svc/app",
       "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement":
         {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}}}],
     "Policies": [{"Arn": "arn:aws:iam::111122223333:policy/Kept", "DefaultVersionId": "v2", "PolicyVersionList": [
       {"VersionId": "v1", "Document": {"Version": "2012-10-17", "Statement":
         {"Effect": "Allow", "Action": "a:Old", "Resource": "*"}}},
       {"VersionId": "v2", "Document": {"Version": "2012-10-17", "Statement":
         {"Effect": "Allow", "Action": "a:New", "Resource": "*"}}}]}]}
    """#
  static let other = #"""
    {"Policies": [{"Arn": "arn:aws:iam::aws:policy/ReadOnlyAccess", "PolicyVersionList": [
      {"VersionId": "v9", "IsDefaultVersion": true, "Document":
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}}]}]}
    """#

  private func snapshot() throws -> PolicySnapshot {
    let folder = try TemporaryDirectory()
    _ = try folder.write("accounts/111122223333/authorization-details.json", Self.details)
    _ = try folder.write("accounts/444455556666/authorization-details.json", Self.other)
    return try SnapshotReader.read(folder: folder.path)
  }

  private func policies(of caller: Caller) throws -> AppliedPolicies {
    let request = AuthorizationRequest(
      caller: caller, action: "s3:GetObject", resource: .arn("arn:aws:s3:::b/k"),
      resourceAccount: "111122223333", context: RequestContext(isOpenWorld: true))
    return PolicyResolver(snapshot: try snapshot()).policies(for: request, session: nil, endpoint: nil)
  }

  private func unknowns(_ set: PolicySet?) -> [String] {
    (set?.policies ?? []).compactMap { policy in
      if case .unknown(let name) = policy.content { return name }
      return nil
    }
  }

  @Test func `a user has its own, its attached and its groups' policies, and what has no text is unknown`()
    throws
  {
    let applied = try policies(of: .user(arn: "arn:aws:iam::111122223333:user/team/ana", uniqueID: nil))
    #expect(applied.identity.policies.map { $0.name }.contains("Read"))
    #expect(applied.identity.policies.first { $0.name == "Read" }?.attachment == "group Readers")
    #expect(
      unknowns(applied.identity) == [
        "policy:unreadable:identity:arn:aws:iam::111122223333:user/team/ana/Own",
        "policy:managed:arn:aws:iam::111122223333:policy/Lost", "policy:group:Gone",
      ])
  }

  @Test func `the default version is the one that is named`() throws {
    let managed = try snapshot().accounts["111122223333"]?.managedPolicies[
      "arn:aws:iam::111122223333:policy/Kept"]
    guard case .document(let document)? = managed?.content else {
      Issue.record("no document")
      return
    }
    #expect(document.document.statements.first?.action.values.map { $0.value } == ["a:New"])
  }

  @Test func `an AWS managed policy is known from whichever account listed it`() throws {
    let applied = try policies(of: .user(arn: "arn:aws:iam::111122223333:user/team/ana", uniqueID: nil))
    #expect(applied.boundary?.policies.map { $0.name } == ["arn:aws:iam::aws:policy/ReadOnlyAccess"])
    #expect(unknowns(applied.boundary).isEmpty)
  }

  @Test(arguments: ["arn:aws:iam::111122223333:user/new", "arn:aws:iam::999988887777:user/ana"])
  func `a user that no export lists has unknown policies`(arn: String) throws {
    let applied = try policies(of: .user(arn: arn, uniqueID: nil))
    #expect(unknowns(applied.identity) == ["policy:identity:\(arn)"])
    #expect(unknowns(applied.boundary) == ["policy:boundary:\(arn)"])
  }

  @Test func `an inventory names what is unknown`() throws {
    let missing = SnapshotInventory(of: try snapshot()).missing
    #expect(
      missing == [
        "no organization tree, so which SCPs and RCPs apply",
        "the text of the managed policy arn:aws:iam::111122223333:policy/Lost in account 111122223333",
        "the policies of the group Gone in account 111122223333",
      ])
  }

  @Test func `inline policies of one user count together against their quota`() throws {
    let folder = try TemporaryDirectory()
    let policies = (1...3).map { index in
      let action = "s3:" + String(repeating: "x", count: 700)
      return #"{"PolicyName": "P\#(index)", "PolicyDocument": {"Version": "2012-10-17", "Statement": "#
        + #"{"Effect": "Allow", "Action": "\#(action)", "Resource": "*"}}}"#
    }
    let user =
      #"{"UserDetailList": [{"UserName": "a", "Arn": "arn:aws:iam::111122223333:user/a", "UserPolicyList": ["#
      + policies.joined(separator: ",") + "]}]}"
    _ = try folder.write("accounts/111122223333/authorization-details.json", user)
    let findings = try SnapshotReader.read(folder: folder.path).findings
    #expect(findings.map { $0.finding.code } == ["W-SIZE"])
    #expect(findings.first?.policy == "arn:aws:iam::111122223333:user/a")
  }
}
