/// Who makes a request, in the kinds that IAM tells apart.
///
/// A role is never a caller: its sessions are. Accounts are 12 digits.
public enum Caller: Sendable, Hashable {
  /// An IAM user, also with `GetSessionToken` credentials.
  case user(arn: String, uniqueID: String?)
  /// A role session; `sessionName` or `roleARN` (with path) may be unknown.
  case session(RoleSession)
  /// A user or role session whose ARN is not known.
  case unnamed(UnnamedCaller)
  /// A session of `GetFederationToken`; the issuer is a user ARN or the root user's.
  case federatedUser(arn: String, issuer: String?, issuerUniqueID: String?)
  /// The root user of an account, `arn:P:iam::A:root`.
  case root(arn: String, isAssumed: Bool)
  /// An AWS service on its own behalf, by its exact service principal name.
  case service(name: String)
  /// A SAML or OIDC identity, only as caller of `sts:AssumeRoleWith…`.
  case federated(provider: String)
  /// An unsigned request.
  case anonymous
}

/// A role session as far as it is known.
public struct RoleSession: Sendable, Hashable {
  /// The partition, `aws` in most places.
  public var partition: String
  /// The account of the role.
  public var account: String
  /// The role's name without its path.
  public var roleName: String
  /// The session name; nil when unknown.
  public var sessionName: String?
  /// The role's ARN with its path; nil when the path is unknown.
  public var roleARN: String?
  /// The role's unique id (`AROA…`); nil when unknown.
  public var roleID: String?

  /// Makes a session from what is known.
  public init(
    partition: String = "aws", account: String, roleName: String, sessionName: String?, roleARN: String?,
    roleID: String? = nil
  ) {
    self.partition = partition
    self.account = account
    self.roleName = roleName
    self.sessionName = sessionName
    self.roleARN = roleARN
    self.roleID = roleID
  }
}
