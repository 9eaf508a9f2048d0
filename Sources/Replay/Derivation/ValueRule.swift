import CloudTrail

/// How a parameter's value becomes a part of an ARN.
enum ValueRule {
  case asItIs
  /// One of several parts of an ARN, which the ARN of what it belongs to gives as well.
  case part(isLowercase: Bool, of: ParentTypes)
  /// The last of several parts of an ARN, which another form of the ARN gives that begins in the same way.
  case lastPart(kind: [UInt8], isLowercase: Bool)
  /// A value that holds what stands before it in the ARN, or does not: `alias/`, the `p-` of a policy's id.
  case prefixed([UInt8])
  /// The key of an S3 object, which may look like anything, an ARN among it.
  case objectKey
  /// An EC2 id, which says by its prefix of what type it is.
  case ec2(EC2Type)
  /// A KMS key id, never an alias or an ARN.
  case keyID
  /// What follows the last `/`: a queue's URL, a Route 53 id.
  case lastSegment
  /// A name that stands in the ARN without its leading `/`.
  case withoutSlash
  /// The name of an SSM document.
  case documentName
  /// A parameter's name, which stands in the ARN without its leading `/` and without version or label.
  case parameterName
  /// A URL without its scheme.
  case host
  /// An event bus that is not the default one, whose rules do not name it.
  case eventBus
  /// A function's name without account and qualifier.
  case functionName
  /// An id that is held in lower case.
  case lowercase
  /// The part of `family:revision` before the colon, or behind it.
  case family, revision
  /// An ARN within the path of a request, where it stands with percent signs.
  case inPath
  /// A WAF scope: `global` for CloudFront, else `regional`.
  case wafScope
  /// A name, or what may be one, where the ARN has an id that the service makes, which begins with this, if with anything.
  case nameOrID(beginning: [UInt8])
  /// The service of a database in the ARNs of Performance Insights: `rds`, of others it is not documented.
  case databaseService
  /// A name that is held in lower case, with `-` in the place of blanks.
  case hyphenated

  /// - Parameter takesNames: false where a parameter holds ids of EC2 of any type.
  init(service: String, type: String, takesNames: Bool = true, rules: ResourceRules) {
    switch service {
    case "ec2": self = .ec2(EC2Type(type, takesNames: takesNames, rules))
    case "s3" where type == "object": self = .objectKey
    case "kms": self = type == "alias" ? .prefixed(Array("alias/".utf8)) : .keyID
    case "sqs", "route53": self = .lastSegment
    case "ssm":
      self = type == "parameter" ? .parameterName : type == "document" ? .documentName : .withoutSlash
    case "lambda" where type.hasPrefix("function"): self = .functionName
    case "rds", "elasticache": self = .lowercase
    case "sagemaker" where !Self.keepsCapitals(type): self = .lowercase
    default: self = .asItIs
    }
  }

  /// Whether a type of SageMaker has names whose capitals stand in its ARN, as in `hub/SageMakerPublicHub`.
  private static func keepsCapitals(_ type: String) -> Bool {
    type.hasPrefix("hub") || type.hasPrefix("mlflow")
  }

  /// The same for one of several parts of an ARN.
  ///
  /// - Parameters:
  ///   - kind: what the ARN begins with, for the last part.
  ///   - parents: the types whose ARNs give the part.
  func ofPart(kind: [UInt8]?, _ parents: @autoclosure () -> ParentTypes) -> ValueRule {
    let isLowercase: Bool
    switch self {
    case .asItIs: isLowercase = false
    case .lowercase: isLowercase = true
    // Only the last part is the key.
    case .objectKey where kind == nil: isLowercase = false
    default: return self
    }
    return kind.map { .lastPart(kind: $0, isLowercase: isLowercase) }
      ?? .part(isLowercase: isLowercase, of: parents())
  }

  /// The rule behind the `#` of a candidate's name in the tables; nil for another name.
  init?(mark: Substring) {
    switch mark {
    case "family": self = .family
    case "revision": self = .revision
    case "waf": self = .wafScope
    case "host": self = .host
    case "bus": self = .eventBus
    case "service": self = .databaseService
    case "hyphenated": self = .hyphenated
    case let name where name.hasPrefix("name"): self = .nameOrID(beginning: Array(name.dropFirst(5).utf8))
    default: return nil
    }
  }

  /// The value as it stands in the ARN; nil when it cannot be that.
  func value(_ text: TextSlice) -> TextSlice? {
    switch self {
    case .asItIs, .lowercase, .nameOrID, .hyphenated: return text.hasPrefix("arn:") ? nil : text
    case .objectKey: return text
    case .part(_, let parents):
      return ARNSlice(text).flatMap { parents.part(of: $0) } ?? Self.lastPart(text)
    case .lastPart(let kind, _):
      return ARNSlice(text)?.resource.hasPrefix(kind) == false ? nil : Self.lastPart(text)
    case .prefixed(let prefix):
      if text.hasPrefix("arn:") { return nil }
      return text.hasPrefix(prefix) ? text.dropFirst(prefix.count) : text
    case .ec2(let type): return type.accepts(text) ? text : nil
    case .keyID: return text.hasPrefix("alias/") || text.hasPrefix("arn:") ? nil : text
    case .lastSegment: return Self.lastSegment(text)
    case .withoutSlash, .documentName:
      if text.hasPrefix("arn:") { return nil }
      return text.first == UInt8(ascii: "/") ? text.dropFirst(1) : text
    case .parameterName:
      return Self.withoutSlash.value(text).map { $0.prefix($0.firstIndex(of: UInt8(ascii: ":")) ?? $0.count) }
    case .host:
      return text.hasPrefix("arn:") ? nil : text.after("://") ?? text
    case .eventBus:
      // A partner's bus has a name with slashes.
      let name = ARNSlice(text).map { $0.resource.after(prefix: "event-bus/") ?? Self.lastPart(text) } ?? text
      return name == "default" ? nil : name
    case .functionName:
      let name = FunctionName(text).name
      return name.isEmpty ? nil : name
    case .inPath: return text
    case .family, .revision: return part(of: text.lastName)
    case .databaseService: return TextSlice("rds")
    case .wafScope:
      return TextSlice(text == TextSlice("CLOUDFRONT") ? "global" : "regional")
    }
  }

  /// The account that a value names beside the resource: a queue's URL, a function's name with its account.
  func account(_ text: TextSlice) -> TextSlice? {
    var named: TextSlice?
    switch self {
    case .lastSegment:
      guard let slash = text.lastIndex(of: UInt8(ascii: "/")) else { return nil }
      named = text.prefix(slash).lastName
    case .functionName: named = FunctionName(text).account
    default: return nil
    }
    return named.flatMap { $0.isAccount ? $0 : nil }
  }

  /// Appends the value.
  func append(_ value: TextSlice, to bytes: inout ByteSink) {
    switch self {
    case .lowercase, .part(isLowercase: true, _), .lastPart(_, isLowercase: true):
      bytes.append(lowercased: value)
    case .inPath: bytes.append(PercentText.encoded(value))
    case .hyphenated:
      for index in 0..<value.count {
        let byte = value[index]
        bytes.append(byte == UInt8(ascii: " ") ? UInt8(ascii: "-") : byte &- 0x41 < 26 ? byte | 0x20 : byte)
      }
    default: bytes.append(value)
    }
  }

  /// Whether a value is an ARN of which it is not known what it gives, or an id where the ARN has a name.
  func isUnclear(_ text: TextSlice) -> Bool {
    switch self {
    case .part(_, let parents): return ARNSlice(text).map { parents.part(of: $0) == nil } ?? false
    case .ec2(let type): return type.isIDInPlaceOfName(text)
    case .nameOrID(let beginning): return beginning.isEmpty || !text.hasPrefix(beginning)
    case .databaseService: return !text.equalsIgnoringCase(TextSlice("RDS"))
    default: return false
    }
  }

  /// Whether a value may be one of which it is not known what stands in the ARN for it.
  var mayBeUnclear: Bool {
    switch self {
    case .ec2, .nameOrID, .databaseService: true
    default: false
    }
  }

  /// Whether a value is a name where an id may stand as well.
  func isName(_ text: TextSlice) -> Bool {
    if case .ec2(let type) = self { !type.isID(text) } else { false }
  }

  /// Whether a value names something of AWS's own, whose ARN has no account.
  ///
  /// AWS Systems Manager User Guide, "Working with public parameters"; API Reference, `CreateDocument`, for how the
  /// names of no other documents begin.
  func isOfAWS(_ text: TextSlice) -> Bool {
    switch self {
    case .parameterName:
      return text.hasPrefix("/aws/service/") || text == "/aws/service"
    case .documentName:
      return Self.reserved.contains { text.prefix($0.utf8CodeUnitCount).equalsIgnoringCase(TextSlice($0)) }
    default: return false
    }
  }

  private static let reserved: [StaticString] = ["aws", "amazon", "amzn"]

  /// The last part of an ARN that stands in the parameter of something else; any other text as it is.
  private static func lastPart(_ text: TextSlice) -> TextSlice {
    guard let arn = ARNSlice(text) else { return text }
    return arn.resource.lastName.behindLast(UInt8(ascii: ":"))
  }

  private func part(of text: TextSlice) -> TextSlice? {
    let colon = text.firstIndex(of: UInt8(ascii: ":"))
    if case .family = self { return text.prefix(colon ?? text.count) }
    return colon.map { text.dropFirst($0 + 1) }
  }

  private static func lastSegment(_ text: TextSlice) -> TextSlice? {
    var end = text.count
    while end > 0, text[end - 1] == UInt8(ascii: "/") { end -= 1 }
    return end > 0 ? text.prefix(end).lastName : nil
  }
}
