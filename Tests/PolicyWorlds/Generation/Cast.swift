public import IAMPolicy

/// The callers, actions and resources of the generated worlds.
public enum Cast {
  /// The account that most is in.
  public static let home = "111111111111"
  /// Another account.
  public static let other = "222222222222"
  /// The canonical id of every account.
  public static let canonical = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"

  /// An action with ARNs of its resource type, by the account that owns them.
  public struct Operation: Sendable {
    /// The action.
    public var action: String
    /// ARNs of its resource type.
    public var arns: [String]

    /// Makes an operation.
    public init(action: String, arns: [String]) {
      self.action = action
      self.arns = arns
    }
  }

  /// Buckets and objects.
  public static let objects = [
    "arn:aws:s3:::b/x", "arn:aws:s3:::b/$", "arn:aws:s3:::b/?", "arn:aws:s3:::b/x/red", "arn:aws:s3:::b",
    "arn:aws:s3:::b/*", "arn:aws:s3:::c/red",
    "arn:aws:s3:::b/alice", "arn:aws:s3:::b/e\u{301}",
  ]
  /// A KMS key.
  public static let key = "arn:aws:kms:us-east-1:111111111111:key/1111"
  /// A role that can be assumed.
  public static let role = "arn:aws:iam::111111111111:role/target"
  /// A log stream.
  public static let logStream = "arn:aws:logs:us-east-1:111111111111:log-group:g:log-stream:s"

  /// Patterns of log streams.
  public static let logPatterns = [
    "arn:aws:logs:*:log-group:g:log-stream:s", "arn:aws:logs:u*1:log-group:g:log-stream:s",
    "arn:aws:logs:us*:log-group:*:log-stream:s", "arn:aws:l*s:us-east-1:1?1111111111:log-group:g:*",
    "arn:aws:*:log-group:g:log-stream:s", "arn:a*s:us-east-1:111111111111:log-group:g:log-stream:s",
    "arn:aws:logs:us?east-1:*:log-group:g:log-stream:?", "arn:aws:logs:us-east-1?111111111111:log-group:g:s",
  ]

  /// What is called.
  public static let operations = [
    Operation(action: "s3:GetObject", arns: objects),
    Operation(action: "s3:ListBucket", arns: ["arn:aws:s3:::b", "arn:aws:s3:::c"]),
    Operation(action: "s3:DeleteBucketPolicy", arns: ["arn:aws:s3:::b"]),
    Operation(action: "kms:Decrypt", arns: [key, "arn:aws:kms:us-east-1:111111111111:key/2222"]),
    Operation(action: "kms:RetireGrant", arns: [key]), Operation(action: "kms:DisableKey", arns: [key]),
    Operation(action: "kms:ListKeys", arns: ["*"]),
    Operation(action: "sts:AssumeRole", arns: [role, "arn:aws:iam::111111111111:role/team/target"]),
    Operation(action: "sts:TagSession", arns: [role]),
    Operation(action: "sts:GetCallerIdentity", arns: ["*"]),
    Operation(action: "sts:GetSessionToken", arns: ["*"]),
    Operation(
      action: "sqs:SendMessage",
      arns: ["arn:aws:sqs:us-east-1:111111111111:jobs", "arn:aws:sqs:eu-west-1:111111111111:jobs"]),
    Operation(action: "sqs:AddPermission", arns: ["arn:aws:sqs:us-east-1:111111111111:jobs"]),
    Operation(
      action: "ec2:RunInstances",
      arns: ["arn:aws:ec2:us-east-1:111111111111:instance/i-1", "arn:aws:ec2:us-east-1::image/ami-1"]),
    Operation(
      action: "iam:DeleteRole",
      arns: [
        role, role, "arn:aws:iam::111111111111:role/aws-reserved/sso/x",
        "arn:aws:iam::111111111111:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX",
      ]),
    Operation(
      action: "logs:PutLogEvents",
      arns: [logStream, logStream, "arn:aws:logs:us-east-1:111111111111:log-group:g"]),
  ]

  /// What a federated identity calls.
  public static let federatedOperation = Operation(action: "sts:AssumeRoleWithWebIdentity", arns: [role])
  /// A service.
  public static let service = "cloudtrail.amazonaws.com"
  /// An identity provider.
  public static let provider = "arn:aws:iam::111111111111:oidc-provider/idp.example.com"
  /// The path of a service-linked role.
  public static let serviceLinkedPath = "role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"

  /// A random caller.
  public static func caller(_ dice: inout Dice) -> Caller {
    let account = dice.chance(0.7) ? home : other
    switch dice.number(0...19) {
    case 0...4: return .user(arn: "arn:aws:iam::\(account):user/team/alice", uniqueID: "AIDAALICE")
    case 5...9: return session(account, dice.chance(0.3) ? "role/team/app" : "role/app", "AROAAPP", &dice)
    case 10: return session(account, serviceLinkedPath, "AROASLR", &dice)
    case 11: return session(account, "role/AWSServiceRoleForX", "AROASLR", &dice)
    case 12, 13:
      let issuer = dice.chance(0.75) ? "user/token-app" : "root"
      return .federatedUser(
        arn: "arn:aws:sts::\(account):federated-user/carol", issuer: "arn:aws:iam::\(account):\(issuer)",
        issuerUniqueID: "AIDATOKEN")
    case 14, 15: return .root(arn: "arn:aws:iam::\(account):root", isAssumed: dice.chance(0.3))
    case 16: return .service(name: service)
    case 17: return .anonymous
    case 18: return .user(arn: "arn:aws-cn:iam::333333333333:user/wei", uniqueID: "AIDAWEI")
    default: return .federated(provider: dice.chance(0.5) ? provider : "cognito-identity.amazonaws.com")
    }
  }

  private static func session(_ account: String, _ role: String, _ id: String, _ dice: inout Dice) -> Caller {
    .session(
      RoleSession(
        account: account, roleName: role.split(separator: "/").last.map(String.init) ?? "",
        sessionName: dice.pick(["s1", "s2"]), roleARN: "arn:aws:iam::\(account):\(role)", roleID: id))
  }

  /// Entries that name the caller in every way there is, and others that nearly do.
  public static func entries(_ caller: Caller, namesOtherPath: Bool) -> [PrincipalText.Entry] {
    let who = NaiveCaller(caller)
    let account = who.account ?? home
    let partition = who.partition ?? "aws"
    var texts = [
      "*", account, "arn:\(partition):iam::\(account):root", home, "333333333333",
      "arn:aws-cn:iam::\(account):root",
      "arn:aws:iam::\(account):user/*", "arn:aws:iam::\(account):user/alice",
      "arn:aws:iam::\(account):user/team/alice", "arn:aws:iam::\(account):user/token-app", "AIDAALICE",
      "AROAAPP",
      "arn:aws:sts::\(account):assumed-role/app/s1", "arn:aws:sts::\(account):assumed-role/app/*",
      "arn:aws:sts::\(account):federated-user/carol", "arn:aws:iam::\(account):role/other",
    ]
    if namesOtherPath, who.kind == "session" {
      let name = "arn:\(partition):iam::\(account):role/old/\(who.roleName)"
      texts += [name, name, name]
    }
    // The own names come twice: most entries should have to do with the caller.
    texts += Array(repeating: [who.arn, who.roleARN, who.uniqueID, who.issuer].compactMap { $0 }, count: 3)
      .flatMap { $0 }
    let isNamed = !["service", "federated", "anonymous"].contains(who.kind)
    var entries = texts.filter { !$0.isEmpty && (isNamed || $0 != who.arn) }.map {
      PrincipalText.Entry(kind: "AWS", text: $0)
    }
    entries += [service, "sns.amazonaws.com"].map { PrincipalText.Entry(kind: "Service", text: $0) }
    entries += [provider, "cognito-identity.amazonaws.com"].map {
      PrincipalText.Entry(kind: "Federated", text: $0)
    }
    if who.kind == "service" { entries += Array(repeating: .init(kind: "Service", text: who.arn), count: 12) }
    if who.kind == "federated" {
      entries += Array(repeating: .init(kind: "Federated", text: who.arn), count: 12)
    }
    return entries + [canonical, "other"].map { PrincipalText.Entry(kind: "CanonicalUser", text: $0) }
  }
}
