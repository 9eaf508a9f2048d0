import CloudTrail

/// Numbers for what tells ARNs apart to policies that compare none with a variable, found without reading their fields
/// again.
struct ResourceLooks: Sendable {
  /// The beginning that ARNs of one service, region and account share.
  private struct Head {
    let kinds: [[UInt8]]
    let isOfKMS: Bool
    let mayHavePolicy: Bool
  }

  /// An ARN by its beginning and by what the rules of its service tell its resources apart by.
  struct Place {
    fileprivate let head: Int
    fileprivate let kind: Int
    /// Whether a snapshot may say something of the resource's policy.
    let mayHavePolicy: Bool
  }

  private let servicesWithPolicies: Set<String>
  private var texts = SpanInterner()
  private var heads: [Head] = []
  private var policies = Numbering<ExactText>()
  private var lists = PairNumbering()

  init(servicesWithPolicies: Set<String>) { self.servicesWithPolicies = servicesWithPolicies }

  /// The place of an ARN in UTF-8; nil for a text that is none, and for one that only reading its fields tells.
  mutating func place(of arn: ArraySlice<UInt8>) -> Place? {
    guard let end = Self.headEnd(arn) else { return nil }
    let (head, isNew) = texts.intern(arn[..<end])
    if isNew { heads.append(self.head(String(decoding: arn, as: UTF8.self))) }
    let resource = arn[end...]
    // Of a key that is named so the region and account count as well.
    if heads[head].isOfKMS, resource.starts(with: "alias/".utf8) { return nil }
    let kind = heads[head].kinds.firstIndex { resource.starts(with: $0) } ?? -1
    // A scalar that combines with the one before it makes another text of the beginning.
    if kind >= 0, let next = resource.dropFirst(heads[head].kinds[kind].count).first, next >= 0x80 {
      return nil
    }
    return Place(head: head, kind: kind, mayHavePolicy: heads[head].mayHavePolicy)
  }

  /// The number of a look.
  ///
  /// - Parameters:
  ///   - account: a number for the account that the resource is known to be in.
  ///   - patterns: a number for the patterns that it matches.
  ///   - isNamed: whether AWS's message names it.
  ///   - policy: the name under which a snapshot says something of its policy; nil where none does.
  mutating func number(
    _ place: Place, _ account: Int32, _ patterns: Int32, isNamed: Bool, policy: String?
  ) -> Int32 {
    let policy = policy.map { policies.number(ExactText($0)) } ?? -1
    let kind = Int32(truncatingIfNeeded: place.kind)
    // A list gets its number by its elements one after the other, each with the number of those before it.
    var list = lists.number(-1, Int32(truncatingIfNeeded: place.head))
    for part in [kind, account, patterns, isNamed ? 1 : 0, policy] { list = lists.number(list, part) }
    return list
  }

  private func head(_ arn: String) -> Head {
    let fields = ARNFields(arn)
    return Head(
      kinds: Self.kinds(fields).map { Array($0.utf8) }, isOfKMS: fields.service == "kms",
      mayHavePolicy: servicesWithPolicies.contains(fields.service))
  }

  /// Behind the fifth colon of an ARN with a service.
  private static func headEnd(_ arn: ArraySlice<UInt8>) -> Int? {
    var (colons, service) = (0, 0)
    for index in arn.indices where arn[index] == 0x3A {
      colons += 1
      if colons == 2 { service = index + 1 }
      if colons == 3, index == service { return nil }
      if colons == 5 { return index + 1 }
    }
    return nil
  }

  /// The beginnings that the rules of a service tell its resources apart by: see `ServiceRules` and the S3 access points.
  static func kinds(_ fields: ARNFields) -> [String] {
    switch fields.service {
    case "kms": ["key/"]
    case "s3": ["accesspoint/"]
    case "iam" where fields.account == "aws": ["policy/"]
    case "iam": ["role/aws-reserved/", "role/aws-service-role/", "role/"]
    default: []
    }
  }
}
