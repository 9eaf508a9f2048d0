/// A context key with the few values it can have in the generated worlds.
public struct KeySpecification: Sendable {
  /// The name.
  public var name: String
  /// The family of operators that fits its values.
  var family: String
  /// The values that it may have.
  public var values: [[String]]
  /// Whether its presence is a fact of every request.
  var isAlwaysThere = false

  init(_ name: String, _ family: String, _ values: [String], isAlwaysThere: Bool = false) {
    self.name = name
    self.family = family
    self.values = values.map { [$0] }
    self.isAlwaysThere = isAlwaysThere
  }

  init(_ name: String, sets: [[String]]) {
    self.name = name
    family = "String"
    values = sets
  }

  var isMultivalued: Bool { NaiveKeys.multivalued.contains(name.lowercased()) }
  /// The values that are not null: what `present` can stand for.
  var nonNull: [[String]] { values.filter { $0.contains { !$0.isEmpty } } }
}

/// The fixed, tiny universe of context keys: values that hit and miss the policies' literals, empty and ill-typed ones.
public enum KeyUniverse {
  /// Every key.
  public static let keys: [KeySpecification] =
    strings + typed + sets + principal

  private static let strings = [
    KeySpecification("aws:PrincipalOrgID", "String", ["o-1", "o-2", "O-1", "o-11"]),
    KeySpecification("aws:SourceVpce", "String", ["vpce-1", "vpce-2", "", "VPCE-1"]),
    KeySpecification("s3:prefix", "String", ["", "home/", "home/a", "home/e\u{301}", "home/\u{E9}"]),
    KeySpecification(
      "aws:PrincipalTag/team", "String", ["red", "RED", "blue", "*", "r?d", "", "true", "a:b", "$"]),
    KeySpecification(
      "aws:RequestedRegion", "String", ["eu-west-1", "us-east-1", "eu-west-2"], isAlwaysThere: true),
  ]

  private static let typed = [
    KeySpecification(
      "s3:max-keys", "Numeric",
      ["10", "9", "11.0", "10.0", "+10", "abc", "", "-1", "1e1", "9007199254740993"]),
    KeySpecification(
      "aws:CurrentTime", "Date",
      [
        "2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", "1767225600", "2026-01-01",
        "2026-01-01T00:00:00.5Z",
        "2025-12-31T23:59:59", "2026-02", "soon",
      ], isAlwaysThere: true),
    KeySpecification(
      "aws:TokenIssueTime", "Date", ["2026-01-01T00:00Z", "2026", "2025-12-31", "1767225601", "yesterday"]),
    KeySpecification("aws:MultiFactorAuthPresent", "Bool", ["true", "false", "FALSE", "yes", ""]),
    KeySpecification("aws:SecureTransport", "Bool", ["true", "false"], isAlwaysThere: true),
    KeySpecification("aws:ViaAWSService", "Bool", ["true", "false"], isAlwaysThere: true),
    KeySpecification("app:Blob", "Binary", ["QUJD", "QUI=", "QQ==", "!!", ""]),
    KeySpecification(
      "aws:SourceIp", "Ip",
      [
        "203.0.113.1", "203.0.113.200", "203.0.114.1", "2001:db8::1", "2001:db9:0:0:0:0:0:1", "host",
        "203.0.113.256",
      ]),
    KeySpecification(
      "aws:SourceArn", "Arn",
      [
        "arn:aws:s3:::b", "arn:aws:s3:::b:c", "arn:aws:sns:us-east-1:111111111111:t", "notarn", "",
        "arn:aws:sns:us-east-1", "ARN:aws:s3:::b", "arn:aws:s3:::red",
      ]),
  ]

  private static let sets = [
    KeySpecification("aws:TagKeys", sets: [["a"], ["a", "b"], ["c"], [], [""], ["a", ""], ["A", "c"]]),
    KeySpecification(
      "aws:CalledVia",
      sets: [["athena.amazonaws.com"], ["athena.amazonaws.com", "s3.amazonaws.com"], [""], []]),
    KeySpecification(
      "aws:PrincipalOrgPaths", sets: [["o-1/r-1/ou-1/"], ["o-1/r-1/ou-2/", "o-2/r-1/"], [""]]),
  ]

  /// Keys that follow from the caller unless the request says otherwise.
  private static let principal = [
    KeySpecification(
      "aws:PrincipalArn", "Arn",
      [
        "arn:aws:iam::111111111111:user/team/alice", "arn:aws:iam::111111111111:role/app",
        "arn:aws:iam::111111111111:role/team/app", "arn:aws:iam::111111111111:root", "-",
      ]),
    KeySpecification("aws:PrincipalAccount", "String", ["111111111111", "222222222222", "anonymous"]),
    KeySpecification("aws:PrincipalType", "String", ["User", "AssumedRole", "Account", "FederatedUser"]),
    KeySpecification("aws:username", "String", ["alice", "bob"]),
    KeySpecification(
      "aws:userid", "String", ["AIDAALICE", "AROAAPP:s1", "AROAAPP:s2", "111111111111:carol"]),
    KeySpecification("aws:PrincipalIsAWSService", "Bool", ["true", "false"]),
    KeySpecification(
      "aws:PrincipalServiceName", "String", ["cloudtrail.amazonaws.com", "sns.amazonaws.com"]),
    KeySpecification(
      "aws:PrincipalServiceNamesList",
      sets: [["cloudtrail.amazonaws.com"], ["cloudtrail.amazonaws.com", "delivery.amazonaws.com"]]),
    KeySpecification("aws:SourceAccount", "String", ["111111111111", "222222222222"]),
  ]

  static let derived: Set<String> = Set(principal.map { $0.name.lowercased() } + ["aws:sourcearn"])

  private static let byName = Dictionary(uniqueKeysWithValues: keys.map { ($0.name.lowercased(), $0) })

  /// What is known of a key, by its name in lower case.
  public static func specification(_ key: String) -> KeySpecification? { byName[key] }

  /// What policies compare a family's values with: hits, misses, patterns, variables and ill-typed texts.
  static func literals(_ family: String) -> [String] {
    switch family {
    case "Numeric": ["10", "9.5", "10.00", "-1", "abc", "010", "9007199254740992", "1e1", "0"]
    case "Date":
      [
        "2026-01-01T00:00:00Z", "2026-01", "1767225600", "2025-12-31T23:59:59Z", "2026-01-01T00:00:00.25Z",
        "2026",
        "2026-01-01T02:00:00+02:00", "never", "2027-06-30",
      ]
    case "Bool": ["true", "false", "True", "FALSE", "maybe", "${aws:PrincipalTag/team}"]
    case "Binary": ["QUJD", "QUI=", "QQ==", "*", "x"]
    case "Ip":
      [
        "203.0.113.0/24", "203.0.113.5/25", "203.0.113.1", "0.0.0.0/0", "::/0", "2001:db8::/32",
        "2001:DB8::1", "bad",
        "203.0.113.1/99",
      ]
    case "Arn":
      [
        "arn:aws:s3:::b", "arn:aws:s3:::*", "arn:*:s3:::b", "arn:aws:sns:*:111111111111:t", "arn:aws:sns*",
        "*",
        "arn:aws:iam::111111111111:user/*", "arn:aws:iam::*:role/app", "arn:aws:iam::111111111111:role/*",
        "arn:aws:s3:::${aws:PrincipalTag/team}", "arn:aws:iam::111111111111:user/team/${aws:username}",
        "arn:aws:s3:::?", "arn:aws:s*:1*:t",
      ]
    default: variables
    }
  }

  /// Every form of a variable, with and without a default.
  static let variables = [
    "${aws:username}", "${aws:PrincipalTag/team}", "${aws:PrincipalTag/team, 'red'}",
    "${AWS:SourceVpce, '*'}",
    "${*}", "${?}", "${$}", "r${?}d", "${*}x", "${aws:TagKeys}", "${aws:TagKeys, 'a'}",
    "${aws:PrincipalOrgID}",
    "home/${aws:PrincipalTag/team}", "*${aws:username}", "${app:none}", "${app:none, 'red'}", "${aws:userid}",
  ]
}
