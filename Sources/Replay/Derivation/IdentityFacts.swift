public import IAMPolicy
public import JSON

/// What an event's `userIdentity` says of the caller.
public struct IdentityFacts: Sendable, Hashable {
  /// The caller as IAM sees it; nil for identities that IAM policies do not govern.
  public var caller: Caller?
  /// The role (with its path), user or service: what reports group by, never a session.
  ///
  /// Of a caller that the resource owner's copy does not name: its unique ID and its account, as far as they are known.
  public var principal: String
  /// CloudTrail's type, for example `AssumedRole`.
  public var type: String
  /// The service that made the call for the caller, when one did.
  public var invokedBy: String?
  /// When the session's credentials were issued, ISO 8601.
  public var creationDate: String?
  /// `true` or `false` as CloudTrail writes it; nil when it does not say.
  public var mfaAuthenticated: String?
  /// The source identity that the session carries.
  public var sourceIdentity: String?
  /// How an instance got the role's credentials, `1.0` or `2.0`.
  public var roleDelivery: String?
  /// The OIDC provider behind the session.
  public var federatedProvider: String?
  /// Whether the session is one of `AssumeRoot`.
  public var isAssumedRoot: Bool
  /// The function that the credentials were issued to.
  public var sourceFunction: String?
  /// The Identity Center user that the call was made for.
  public var onBehalfOf: String?
  /// What `userIdentity.inScopeOf` says of the resource that a service acted for.
  public var sourceARN: String?
  /// The account of that resource.
  public var sourceAccount: String?
  /// Whether the role is one of IAM Identity Center.
  public var isIdentityCenterRole: Bool
  /// The service that issued the session to itself; nil when the issuance is not in the log.
  public var issuer: SessionIssuer?
  /// The access key, which ties a session to its issuance; never shown.
  public var accessKey: String?
  /// The context keys that stay open because what tells of them is hidden or of a strange type.
  let unclearKeys: Set<String>
  /// Whether the identity has session attributes, as temporary credentials do.
  public var isSession: Bool

  /// Reads the `userIdentity` object; everything in it may be missing or of another type.
  public init(json: JSONValue?) {
    type = json?["type"]?.shown ?? ""
    unclearKeys = UnclearMembers.keys(of: json)
    invokedBy = json?["invokedBy"]?.shown
    // With some of it masked it is not the key of one session alone.
    accessKey = json?["accessKeyId"]?.shown.flatMap { $0.contains("*") ? nil : $0 }
    let context = json?["sessionContext"]
    let attributes = context?["attributes"]
    creationDate = attributes?["creationDate"]?.shown
    mfaAuthenticated = attributes?["mfaAuthenticated"]?.shown
    sourceIdentity = context?["sourceIdentity"]?.shown
    isSession = attributes?.object != nil
    roleDelivery = (context?["ec2RoleDelivery"] ?? attributes?["ec2RoleDelivery"])?.shown
    federatedProvider = context?["webIdFederationData"]?["federatedProvider"]?.shown
    isAssumedRoot = context?["assumedRoot"]?.shown == "true"
    let scope = json?["inScopeOf"]
    sourceFunction =
      scope?["issuerType"]?.shown == "AWS::Lambda::Function" ? scope?["credentialsIssuedTo"]?.shown : nil
    sourceARN = scope?["sourceArn"]?.shown
    sourceAccount = scope?["sourceAccount"]?.shown
    onBehalfOf = json?["onBehalfOf"]?["userId"]?.shown
    let arn = json?["arn"]?.shown
    let issuer = Self.roleARN(context?["sessionIssuer"], type: type, arn: arn) ?? ""
    isIdentityCenterRole = ARNFields(issuer).resource.hasPrefix("role/aws-reserved/sso.amazonaws.com/")
    caller = Self.caller(json, type: type, arn: arn)
    principal = arn ?? invokedBy ?? json?["principalId"]?.shown ?? type
    if case .session(let session) = caller {
      principal =
        session.roleARN ?? "arn:\(session.partition):iam::\(session.account):role/\(session.roleName)"
    }
    if case .service(let name) = caller { principal = name }
    if caller == .anonymous { principal = "\(AnonymousCaller.name)" }
    if case .unnamed(let unnamed) = caller {
      principal = unnamed.principal
    } else if type == "AWSAccount", caller == nil, arn == nil {
      principal = OwnersCopy.caller(json?["principalId"]?.shown, of: json?["accountId"]?.shown)
    }
  }

  private static func caller(_ json: JSONValue?, type: String, arn: String?) -> Caller? {
    let id = json?["principalId"]?.shown
    let issuer = json?["sessionContext"]?["sessionIssuer"]
    if isAnonymous(json, type) { return .anonymous }
    switch type {
    case "IAMUser": return arn.map { .user(arn: $0, uniqueID: id) }
    case "Root":
      let account = json?["accountId"]?.shown ?? ""
      let root = arn.flatMap { $0.hasSuffix(":root") ? $0 : nil } ?? "arn:aws:iam::\(account):root"
      return .root(arn: root, isAssumed: json?["sessionContext"]?["assumedRoot"]?.shown == "true")
    case "AssumedRole", "Role":
      return session(arn, roleARN: roleARN(issuer, type: type, arn: arn), id: id)
    case "FederatedUser":
      return arn.map {
        .federatedUser(
          arn: $0, issuer: issuer?["arn"]?.shown, issuerUniqueID: issuer?["principalId"]?.shown)
      }
    case "AWSAccount": return arn == nil ? unnamed(id, of: json?["accountId"]?.shown) : nil
    case "AWSService", "": return json?["invokedBy"]?.shown.map { .service(name: $0) }
    case "WebIdentityUser": return json?["identityProvider"]?.shown.map { .federated(provider: $0) }
    // The provider's ARN stands in the call: see `SAMLAssertion`.
    case "SAMLUser": return .federated(provider: json?["identityProvider"]?.shown ?? "")
    default: return nil
    }
  }

  private static func isAnonymous(_ json: JSONValue?, _ type: String) -> Bool {
    AnonymousCaller.isMeant(
      type: type, principalID: json?["principalId"]?.shown, account: json?["accountId"]?.shown
    ) { $0 == "\($1)" }
  }

  private static func unnamed(_ id: String?, of account: String?) -> Caller? {
    guard let id, let account else { return nil }
    return UnnamedCaller(account: account, principalID: id).map { .unnamed($0) }
  }

  /// The ARN of the caller's role with its path; a `Role` is named by that itself.
  ///
  /// CloudTrail User Guide, "CloudTrail userIdentity element".
  private static func roleARN(_ issuer: JSONValue?, type: String, arn: String?) -> String? {
    let named = issuer?["arn"]?.shown ?? (type == "Role" ? arn : nil)
    return named.flatMap { ARNFields($0).resource.hasPrefix("role/") ? $0 : nil }
  }

  private static func session(_ arn: String?, roleARN: String?, id: String?) -> Caller? {
    let roleID = id.flatMap { $0.split(separator: ":").first.map(String.init) }
    guard let arn, case .session(var session)? = Caller(text: arn, roleARN: roleARN) else {
      return roleARN.flatMap { Caller(text: $0, uniqueID: roleID) }
    }
    session.roleID = roleID
    // Without the issuer the path is not known, and a role is not taken to be in the root path.
    session.roleARN = roleARN
    return .session(session)
  }
}

extension IdentityFacts {
  /// Whether the record does not name the caller, as the resource owner's copy of another account's call does not.
  var isUnnamed: Bool {
    if case .unnamed = caller { return true }
    return caller == nil && ["AWSAccount", ""].contains(type) && !principal.hasPrefix("arn:")
  }

  /// Whether the caller is a session of a role.
  var isRoleSession: Bool {
    switch caller {
    case .session: true
    case .unnamed(let caller): caller.isSession
    case .user, .federatedUser, .root, .service, .federated, .anonymous, nil: false
    }
  }

  /// Whether the session has the name of an instance, as those have that EC2 asks for.
  ///
  /// Amazon EC2 User Guide, "Retrieve security credentials from instance metadata": older records, and those of some
  /// services, do not say how an instance got its credentials, so that the name may be all that tells of it.
  var isNamedAsInstance: Bool {
    switch caller {
    case .session(let session): session.sessionName.map { Self.isInstance($0.utf8) } ?? false
    case .unnamed(let caller): caller.sessionName.map { Self.isInstance($0.utf8) } ?? false
    case .user, .federatedUser, .root, .service, .federated, .anonymous, nil: false
    }
  }

  /// Whether a session's name is the id of an instance, which has eight digits or seventeen.
  static func isInstance(_ name: some Collection<UInt8>) -> Bool {
    guard name.count == 10 || name.count == 19, name.starts(with: "i-".utf8) else { return false }
    return name.dropFirst(2).allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}

/// Who asked for the credentials of a session.
public enum SessionIssuer: Sendable, Hashable {
  /// A service, for its own work with a role that it was given.
  case service(String)
  /// Anybody else.
  case principal
}
