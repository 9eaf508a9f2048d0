import AWSCatalog

/// The name of a context key, in lower case, prepared for quick look-up.
///
/// IAM User Guide, "Condition": names of keys compare without case, also behind the `/` of a tag key.
struct ContextKey: Sendable, Hashable {
  let name: String
  /// FNV-1a over the name's bytes.
  let hash: UInt64
  /// Whether its type is a list.
  let isMultivalued: Bool
  /// Whether AWS documents that its type is a list and that operators without set prefix compare it all the same.
  let isComparedPlainly: Bool
  /// Whether every request has it: IAM User Guide, "AWS global condition context keys", availability of the key.
  let isAlwaysPresent: Bool
  /// Whether it is one of those and `true` or `false`.
  let isAlwaysTrueOrFalse: Bool
  /// What it says of the caller, when it says something of the caller.
  let property: CallerProperty?

  /// Takes a name in any case.
  init(_ name: String) {
    let lowered = name.simpleLowercased
    self.name = lowered
    hash = Self.hash(lowered)
    isMultivalued = ConditionKeys.isMultivalued(lowered)
    isComparedPlainly = isMultivalued && Self.comparedPlainly.contains(lowered)
    isAlwaysPresent = Self.alwaysPresent.contains(lowered)
    isAlwaysTrueOrFalse = isAlwaysPresent && Self.alwaysTrueOrFalse.contains(lowered)
    property = CallerProperty(rawValue: lowered)
  }

  /// Amazon EventBridge User Guide, "Permissions for event buses", has a plain StringEquals on both.
  private static let comparedPlainly: Set<String> = ["events:source", "events:detail-type"]

  private static let alwaysPresent: Set<String> = [
    "aws:currenttime", "aws:epochtime", "aws:requestedregion", "aws:securetransport", "aws:useragent",
    "aws:viaawsservice",
  ]

  private static let alwaysTrueOrFalse: Set<String> = ["aws:securetransport", "aws:viaawsservice"]

  /// The name of the dependency on it.
  var fact: String { "key:\(name)" }

  static func hash(_ name: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }

  static func == (left: Self, right: Self) -> Bool {
    left.hash == right.hash && sameText(left.name, right.name)
  }

  func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}
