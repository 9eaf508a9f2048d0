import CloudTrail

/// How a parameter's value becomes a part of an ARN.
enum ValueRule {
  case asItIs
  /// An EC2 id, which says by its prefix of what type it is.
  case ec2(EC2Type)
  /// A KMS key id, never an alias or an ARN.
  case keyID
  /// What follows the last `/`: a queue's URL, a Route 53 id.
  case lastSegment
  /// A parameter's name, which stands in the ARN without its leading `/`.
  case withoutSlash

  init(service: String, type: String, rules: ResourceRules) {
    switch service {
    case "ec2": self = .ec2(EC2Type(type, rules))
    case "kms": self = .keyID
    case "sqs", "route53": self = .lastSegment
    case "ssm": self = .withoutSlash
    default: self = .asItIs
    }
  }

  /// The value as it stands in the ARN; nil when it cannot be that.
  func value(_ text: TextSlice) -> TextSlice? {
    switch self {
    case .asItIs: text
    case .ec2(let type): type.accepts(text) ? text : nil
    case .keyID: text.hasPrefix("alias/") || text.hasPrefix("arn:") ? nil : text
    case .lastSegment: Self.lastSegment(text)
    case .withoutSlash: text.first == UInt8(ascii: "/") ? text.dropFirst(1) : text
    }
  }

  private static func lastSegment(_ text: TextSlice) -> TextSlice? {
    var end = text.count
    while end > 0, text[end - 1] == UInt8(ascii: "/") { end -= 1 }
    guard end > 0 else { return nil }
    let whole = text.prefix(end)
    return whole.dropFirst((whole.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)
  }
}

/// A resource type of EC2 and the id prefixes that tell it from the others.
struct EC2Type {
  private let isKeyPair: Bool
  /// Longest prefix first, each with whether it is this type's.
  private let prefixes: [(prefix: [UInt8], isOwn: Bool)]

  init(_ type: String, _ rules: ResourceRules) {
    isKeyPair = type == "key-pair"
    prefixes = rules.ec2Prefixes.map { (Array($0.0.utf8), $0.1 == type) }
  }

  /// Whether an id is one of this type; a key pair has a name.
  func accepts(_ id: TextSlice) -> Bool {
    for (prefix, isOwn) in prefixes where id.hasPrefix(prefix) { return isOwn }
    return isKeyPair
  }
}
