import IAMPolicy
import PolicyWorlds

/// Makes random estates.
struct EstateGenerator {
  let documents: EstateDocuments
  /// The ARNs of the identities whose policies matter: the callers' own.
  let owners: [String]
  /// Whether many callers are allowed the same, so that their calls come to the same.
  let isShared: Bool

  static let keys = [Cast.key, "arn:aws:kms:us-east-1:111111111111:key/2222"]
  static let roles = [Cast.role, "arn:aws:iam::111111111111:role/team/target"]
  static let buckets = ["arn:aws:s3:::b", "arn:aws:s3:::c"]
  static let queues = [
    "arn:aws:sqs:us-east-1:111111111111:jobs", "arn:aws:sqs:us-east-1:222222222222:jobs",
  ]
  static let secret = "arn:aws:secretsmanager:us-east-1:111111111111:secret:db-AbCdEf"
  static let resources = buckets + keys + queues + [secret]
  static let endpoints = ["vpce-1", "vpce-2"]
  static let operations =
    Cast.operations.filter {
      ![
        "kms:RetireGrant", "sts:TagSession", "sts:GetCallerIdentity", "sts:GetSessionToken",
        "sqs:AddPermission",
      ].contains($0.action)
    } + [Cast.Operation(action: "ec2:DescribeInstances", arns: ["*"])]
  /// Operations on the same resources, and such on no resource that the same statements cover.
  static let families: [[Cast.Operation]] = [
    [
      Cast.Operation(action: "s3:GetObject", arns: ["arn:aws:s3:::b/x", "arn:aws:s3:::c/red"]),
      Cast.Operation(action: "s3:PutObject", arns: ["arn:aws:s3:::b/x", "arn:aws:s3:::c/red"]),
      Cast.Operation(action: "s3:ListBucket", arns: buckets),
    ],
    ["kms:Decrypt", "kms:Encrypt"].map { Cast.Operation(action: $0, arns: keys) } + [
      Cast.Operation(action: "kms:ListKeys", arns: ["*"])
    ],
    ["sqs:SendMessage", "sqs:ReceiveMessage"].map { Cast.Operation(action: $0, arns: queues) } + [
      Cast.Operation(action: "sqs:ListQueues", arns: ["*"])
    ],
    [secretRead, Cast.Operation(action: "secretsmanager:DescribeSecret", arns: [secret])] + [
      Cast.Operation(action: "secretsmanager:ListSecrets", arns: ["*"])
    ],
    [
      Cast.Operation(
        action: "rds:DescribeDBInstances", arns: ["*", "*", "arn:aws:rds:us-east-1:111111111111:db:d"]),
      Cast.Operation(
        action: "cloudwatch:DescribeAlarms",
        arns: ["*", "*", "arn:aws:cloudwatch:us-east-1:111111111111:alarm:a"]),
    ],
  ]
  static let secretRead = Cast.Operation(action: "secretsmanager:GetSecretValue", arns: [secret])

  static func group(_ account: String) -> String { "arn:aws:iam::\(account):group/devs" }

  static func managed(_ account: String) -> [String] {
    ["arn:aws:iam::\(account):policy/Limit", "arn:aws:iam::aws:policy/Readers"]
  }

  func estate(_ dice: inout Dice) -> Estate {
    var estate = Estate()
    let shared = ["S1", "S2"].map { Estate.Named(name: $0, policy: scp(&dice)) }
    let rcps = ["R1"].map { Estate.Named(name: $0, policy: documents.pick(.rcps, &dice)) }
    for id in [Estate.root] + Estate.units + Estate.accounts {
      estate.nodes.append(node(id, shared, rcps, &dice))
    }
    for account in Estate.accounts { estate.parents[account] = parent(of: account, &dice) }
    for account in Estate.accounts { fill(&estate, account, &dice) }
    for arn in Self.resources where arn.contains(":kms:") || dice.chance(0.6) {
      estate.resources[arn] = resource(arn, &dice)
    }
    for id in Self.endpoints { estate.endpoints[id] = endpoint(&dice) }
    return estate
  }

  /// The text of an SCP.
  func scp(_ dice: inout Dice) -> WorldPolicy {
    isShared && dice.chance(0.8) ? documents.restriction(&dice) : documents.pick(.scps, &dice)
  }

  /// Where an account stands: that of the resources mostly in the unit of which conditions speak.
  func parent(of account: String, _ dice: inout Dice) -> String {
    if account == Estate.management { return Estate.root }
    if account == Cast.home, dice.chance(0.7) { return Estate.unit }
    return dice.pick([Estate.root] + Estate.units)
  }

  /// What binds an account that is in no organization that a snapshot shows.
  func outside(_ account: String, _ dice: inout Dice) -> Estate.Node {
    let own = Estate.Named(name: "Own", policy: documents.pick(.scps, &dice))
    let rcp = Estate.Named(name: "OwnR", policy: documents.pick(.rcps, &dice))
    return node(Estate.outside(account), [own], [rcp], &dice)
  }

  func node(
    _ id: String, _ scps: [Estate.Named], _ rcps: [Estate.Named], _ dice: inout Dice
  ) -> Estate.Node {
    var node = Estate.Node(id: id)
    if dice.chance(0.85) { node.scps.append(Estate.Named(name: "FullAWSAccess", policy: .fullAccess)) }
    if isShared, Estate.accounts.contains(id), dice.chance(0.6) {
      node.scps.append(dice.pick(scps, else: scps[0]))
      return node
    }
    for scp in scps where dice.chance(isShared ? 0.12 : 0.25) { node.scps.append(scp) }
    if node.scps.isEmpty { node.scps.append(dice.pick(scps, else: scps[0])) }
    for rcp in rcps where dice.chance(0.2) { node.rcps.append(rcp) }
    return node
  }

  func resource(_ arn: String, _ dice: inout Dice) -> WorldPolicy {
    documents.pick(.resource, service: String(arn.split(separator: ":")[2]), &dice)
  }

  func endpoint(_ dice: inout Dice) -> WorldPolicy {
    dice.chance(0.4) ? .open : documents.pick(.vpcEndpoint, &dice)
  }

  /// Gives an account its identities and managed policies.
  func fill(_ estate: inout Estate, _ account: String, _ dice: inout Dice) {
    for arn in Self.managed(account) where estate.managed[arn] == nil {
      estate.managed[arn] = documents.pick(.identity, &dice)
    }
    let group = Self.group(account)
    estate.identities[group] = identity(group, &dice)
    let roles = Self.roles.filter { Estate.account(of: $0) == account }
    for arn in owners.filter({ Estate.account(of: $0) == account }) + roles {
      estate.identities[arn] = identity(arn, &dice)
    }
  }

  func identity(_ arn: String, _ dice: inout Dice) -> Estate.Identity {
    var identity = Estate.Identity(arn: arn)
    let account = Estate.account(of: arn)
    let isGroup = arn.contains(":group/")
    let isRole = arn.contains(":role/")
    if isRole { identity.trust = documents.pick(.resource, service: "sts", &dice) }
    if isShared, dice.chance(0.8) {
      identity.inline = [Estate.Named(name: "p", policy: .whole("Allow", type: .identity))]
      return identity
    }
    for name in ["p", "q"] where dice.chance(name == "p" ? 0.7 : 0.25) {
      identity.inline.append(Estate.Named(name: name, policy: documents.pick(.identity, &dice)))
    }
    identity.attached = Self.managed(account).filter { _ in dice.chance(isGroup ? 0.2 : 0.3) }
    if !isGroup, dice.chance(0.25) { identity.boundary = dice.pick(Self.managed(account)) }
    if !isGroup, !isRole, dice.chance(0.4) { identity.groups = [Self.group(account)] }
    if !isGroup, !isRole, dice.chance(0.6) { identity.tag = dice.pick(["red", "RED", "blue", "*", "true"]) }
    return identity
  }
}
