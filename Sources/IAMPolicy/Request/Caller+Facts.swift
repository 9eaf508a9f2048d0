/// What the rules ask of a caller again and again, read once from its ARN.
struct CallerFacts: Sendable {
  /// The kind of caller without its names.
  enum Kind: Sendable {
    case user, session, federatedUser, root, service, federated, anonymous
  }

  let kind: Kind
  /// The account, 12 digits; nil for services, federated identities and anonymous callers.
  let account: String?
  /// The partition of the ARN; nil also where that is not known.
  let partition: String?
  /// Whether the caller is a session of a service-linked role; nil when its path is not known.
  let isServiceLinkedRole: Bool?

  init(_ caller: Caller) {
    kind = Kind(caller)
    account = caller.account
    switch caller {
    case .user(let arn, _), .federatedUser(let arn, _, _), .root(let arn, _):
      partition = ARNText.field(1, of: arn).map(String.init)
      isServiceLinkedRole = false
    case .session(let session):
      partition = session.partition
      isServiceLinkedRole = session.isServiceLinked
    case .unnamed(let caller):
      partition = caller.partition
      isServiceLinkedRole = caller.isServiceLinked
    case .service, .federated, .anonymous:
      partition = nil
      isServiceLinkedRole = false
    }
  }
}

extension CallerFacts.Kind {
  fileprivate init(_ caller: Caller) {
    switch caller {
    case .user: self = .user
    case .session: self = .session
    case .unnamed(let caller): self = caller.isSession ? .session : .user
    case .federatedUser: self = .federatedUser
    case .root: self = .root
    case .service: self = .service
    case .federated: self = .federated
    case .anonymous: self = .anonymous
    }
  }
}

extension RoleSession {
  /// By the role's path; when that is not known, a name that does not look service-linked is not one.
  fileprivate var isServiceLinked: Bool? {
    if let roleARN { return ARNText.resource(of: roleARN).hasPrefix("role/aws-service-role/") }
    return roleName.hasPrefix("AWSServiceRoleFor") ? nil : false
  }
}

/// The context keys that the kind of caller implies; the raw values are their names.
///
/// IAM User Guide, "AWS global condition context keys", properties of the principal.
enum CallerProperty: String, Sendable, CaseIterable {
  case arn = "aws:principalarn"
  case organization = "aws:principalorgid"
  case organizationPaths = "aws:principalorgpaths"
  case account = "aws:principalaccount"
  case type = "aws:principaltype"
  case userName = "aws:username"
  case userID = "aws:userid"
  case isService = "aws:principalisawsservice"
  case serviceName = "aws:principalservicename"
  case serviceNames = "aws:principalservicenameslist"
  case sourceAccount = "aws:sourceaccount"
  case sourceARN = "aws:sourcearn"
  case sourceOrganization = "aws:sourceorgid"
  case sourceOrganizationPaths = "aws:sourceorgpaths"
}

extension AuthorizationRequest {
  /// What the caller implies of a key; nil when it implies nothing.
  func implied(_ property: CallerProperty) -> ContextValue? {
    switch caller {
    case .service(let name): Self.implied(property, byService: name)
    case .federated: nil
    case .anonymous: Self.impliedByAnonymous(property)
    case .user, .session, .unnamed, .federatedUser, .root: impliedByPrincipal(property)
    }
  }

  private func impliedByPrincipal(_ property: CallerProperty) -> ContextValue? {
    switch property {
    case .organization, .organizationPaths: nil
    case .arn: principalARN.map { .value($0) } ?? .present
    case .account: callerFacts.account.map { .value($0) } ?? .present
    case .type: .value(principalType)
    case .userName: userName
    case .userID: userID.map { .value($0) } ?? .present
    case .isService: .value("false")
    case .serviceName, .serviceNames, .sourceAccount, .sourceARN, .sourceOrganization,
      .sourceOrganizationPaths:
      .absent
    }
  }

  private static func implied(_ property: CallerProperty, byService name: String) -> ContextValue? {
    switch property {
    case .isService: .value("true")
    case .serviceName: .value(name)
    case .serviceNames, .sourceAccount, .sourceARN, .sourceOrganization, .sourceOrganizationPaths: .unknown
    // A service is no member of an organization.
    case .userName, .organization, .organizationPaths: .absent
    case .arn, .account, .type, .userID: nil
    }
  }

  private static func impliedByAnonymous(_ property: CallerProperty) -> ContextValue {
    switch property {
    case .account, .userID: .value("anonymous")
    case .type: .value("Anonymous")
    default: .absent
    }
  }

  /// A session's key is its role's ARN; nil when that is not known.
  private var principalARN: String? {
    switch caller {
    case .user(let arn, _), .federatedUser(let arn, _, _), .root(let arn, _): arn
    case .session(let session): session.roleARN
    case .unnamed, .service, .federated, .anonymous: nil
    }
  }

  private var principalType: String {
    switch callerFacts.kind {
    case .user: "User"
    case .session: "AssumedRole"
    case .federatedUser: "FederatedUser"
    case .root, .service, .federated, .anonymous: "Account"
    }
  }

  private var userName: ContextValue {
    switch caller {
    case .user(let arn, _): Self.name(inARN: arn).map { .value(String($0)) } ?? .absent
    case .unnamed(let caller) where !caller.isSession: .present
    default: .absent
    }
  }

  /// What stands behind the last slash of an ARN's sixth field.
  private static func name(inARN arn: String) -> Substring? {
    ARNText.resource(of: arn).split(separator: "/").last
  }

  private var userID: String? {
    switch caller {
    case .user(_, let id): id
    case .session(let session):
      session.roleID.flatMap { id in session.sessionName.map { "\(id):\($0)" } }
    case .unnamed(let caller): caller.uniqueID + (caller.sessionName.map { ":\($0)" } ?? "")
    case .federatedUser(let arn, _, _):
      callerFacts.account.map { "\($0):\(Self.name(inARN: arn) ?? "")" }
    case .root: callerFacts.account
    case .service, .federated, .anonymous: nil
    }
  }
}

extension Caller {
  /// The account of the caller, 12 digits; nil for services, federated identities and anonymous callers.
  public var account: String? {
    switch self {
    case .user(let arn, _), .federatedUser(let arn, _, _), .root(let arn, _):
      ARNText.field(4, of: arn).flatMap { $0.isEmpty ? nil : String($0) }
    case .session(let session): session.account
    case .unnamed(let caller): caller.account
    case .service, .federated, .anonymous: nil
    }
  }

  /// The account that owns a resource, as far as its ARN tells; nil when it does not.
  ///
  /// AWS owns its managed policies, whose ARNs name `aws`: whoever calls needs no more than its own permission for
  /// them, so the owner counts as the caller's account.
  public func owner(ofResource arn: String) -> String? {
    guard let owner = ARNText.field(4, of: arn) else { return nil }
    if owner == "aws" { return account }
    return ARNText.isAccountID(owner) ? String(owner) : nil
  }

  /// The context keys that a caller may imply, in lower case and in order.
  public static let impliedKeys = CallerProperty.allCases.map { $0.rawValue }.sorted()
}
