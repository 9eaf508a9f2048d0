/// A value of `Resource` or `NotResource`, compiled with the wildcard rules of ARN fields.
///
/// IAM User Guide, "IAM JSON policy elements: Resource": a `*` that ends its field may run over colons.
final class ResourcePattern: Sendable {
  /// The value as written.
  let text: String
  private let head: [Pattern.Token]
  let tail: Template
  /// The whole pattern where no variable takes part.
  private let fixed: Pattern?
  /// The service field, when it is literal text.
  let service: String?
  /// Whether it is the lone `*`.
  let matchesEverything: Bool
  /// Whether it has the six fields of an ARN, as written or completed.
  private let isComplete: Bool
  /// What stands before the first variable, then anything: a quick way to say no.
  private let literalHead: Pattern
  /// How many tokens before the first variable are literal text.
  private let literalCount: Int

  /// Compiles a value; identity-based policies complete a short ARN with `*`.
  init(_ text: String, completesShortARNs: Bool, hasVariables: Bool) {
    self.text = text
    matchesEverything = text == "*"
    var fields = ARNText.fields(text).map(String.init)
    service =
      fields.count == 6 && !fields[..<3].joined().contains { $0 == "*" || $0 == "?" } ? fields[2] : nil
    while completesShortARNs, text != "*", fields.count < 6 { fields.append("*") }
    isComplete = fields.count == 6
    let head = isComplete ? fields.dropLast().flatMap { Self.tokens(ofField: $0) + [.byte(0x3A)] } : []
    let tail =
      isComplete
      ? Template(fields[5], .init(hasVariables: hasVariables)) : Template(text, .init(hasVariables: false))
    self.head = head
    self.tail = tail
    fixed = tail.fixed.map { Pattern(tokens: head + $0.tokens) }
    let leading = head + tail.leadingTokens
    literalHead = Pattern(tokens: leading + [.run])
    literalCount = leading.prefix { if case .byte = $0 { true } else { false } }.count
  }

  /// Whether the request's resource matches; unknown parts wait for `resource` or a variable's key.
  func matches<Logic: TruthValue>(_ request: AuthorizationRequest) -> Logic {
    if matchesEverything { return .yes }
    // An action without resource types is on no ARN, so no pattern of one matches it.
    if case .arn("*") = request.storage.resource { return .no }
    if let fixed { return matches(fixed, request) }
    if case .arn(let arn) = request.storage.resource, !literalHead.matches(arn) { return .no }
    switch tail.resolved(request, behind: head) {
    case .dead: return .no
    case .tokens(let tokens, let unknown): return matches(tokens, unknown, request)
    }
  }

  private func matches<Logic: TruthValue>(_ fixed: Pattern, _ request: AuthorizationRequest) -> Logic {
    if case .arn(let arn) = request.storage.resource { return .known(fixed.matches(arn)) }
    return matches(fixed.tokens, [], request)
  }

  private func matches<Logic: TruthValue>(
    _ tokens: [Pattern.Token], _ unknown: [ContextKey], _ request: AuthorizationRequest
  ) -> Logic {
    switch request.storage.resource {
    case .arn(let arn):
      guard Pattern.matches(tokens, arn.utf8.span, from: literalCount) else { return .no }
      return unknown.isEmpty ? .yes : request.waiting(for: unknown.map { $0.fact }, question: question)
    case .prefix(let text): return matches(tokens, form: Pattern.literal(text) + [.run], unknown, request)
    case .pattern(let text):
      return matches(tokens, form: Self.form(text), unknown, request)
    case .unknownPath(let text, let name): return matches(tokens, behind: text, name, unknown, request)
    case .star:
      if request.operation.rules.isBucketList, unknown.isEmpty, coversBuckets(tokens, of: request) {
        return .yes
      }
      return isOfService(of: request) ? open(unknown, request) : .no
    case .unknown: return open(unknown, request)
    }
  }

  private func matches<Logic: TruthValue>(
    _ tokens: [Pattern.Token], form: [Pattern.Token], _ unknown: [ContextKey], _ request: AuthorizationRequest
  ) -> Logic {
    switch Pattern.matches(tokens, form: form) {
    case false?: .no
    case true?: .yes
    case nil: open(unknown, request)
    }
  }

  /// Whether the ARN of an entity matches whose path is not known: it is `/`, or runs from one to another
  /// without a colon, which IAM takes in no path.
  private func matches<Logic: TruthValue>(
    _ tokens: [Pattern.Token], behind text: String, _ name: String, _ unknown: [ContextKey],
    _ request: AuthorizationRequest
  ) -> Logic {
    let withoutPath = Pattern.matches(tokens, form: Pattern.literal(text + name))
    let withPath = Pattern.matches(
      tokens, form: Pattern.literal(text) + [.runWithinField] + Pattern.literal("/" + name))
    guard withoutPath == withPath, let isMatch = withPath else { return open(unknown, request) }
    if !isMatch { return .no }
    return unknown.isEmpty ? .yes : request.waiting(for: unknown.map { $0.fact }, question: question)
  }

  /// Whether it matches every bucket, which is what a call asks for that lists those of the account.
  ///
  /// Amazon S3 User Guide, "Controlling access to a bucket with user policies": `s3:ListAllMyBuckets` is granted on
  /// `arn:aws:s3:::*`.
  private func coversBuckets(_ tokens: [Pattern.Token], of request: AuthorizationRequest) -> Bool {
    guard let partition = request.callerFacts.partition else { return false }
    return Pattern.matches(tokens, form: Pattern.literal("arn:\(partition):s3:::") + [.run]) == true
  }

  /// An ARN with `*` and `?` for what is not known of it: before its last field those stand for no colon, and in an id of
  /// EC2 neither.
  ///
  /// Amazon EC2 User Guide, "Resource IDs": letters, digits and hyphens; key pairs and placement groups have names.
  private static func form(_ text: String) -> [Pattern.Token] {
    let colons = text.utf8.count { $0 == 0x3A }
    let fields = holdsID(text) ? 6 : 5
    var field = 0
    return Pattern.tokens(text) { $0 == 0x2A ? .run : .one }.map { token in
      if token == .byte(0x3A) { field += 1 }
      guard field < fields, colons >= 5 else { return token }
      return token == .run ? .runWithinField : token == .one ? .oneWithinField : token
    }
  }

  private static func holdsID(_ text: String) -> Bool {
    guard ARNText.field(2, of: text) == "ec2", let resource = ARNText.field(5, of: text) else { return false }
    return !resource.hasPrefix("key-pair/") && !resource.hasPrefix("placement-group/")
  }

  /// Whether it may be one for resources of the service that a request asks.
  func isOfService(of request: AuthorizationRequest) -> Bool {
    guard let service, !service.isEmpty else { return true }
    return sameText(service, request.service)
  }

  private func open<Logic: TruthValue>(_ unknown: [ContextKey], _ request: AuthorizationRequest) -> Logic {
    request.waiting(for: ["resource"] + unknown.map { $0.fact }, question: question)
  }

  /// The value as part of a question: the same text means another thing where it is completed or holds no variables.
  private var question: String {
    let isLiteral = text.contains("${") && isFixed
    return text + (isLiteral ? " as written" : "")
      + (isComplete && text.utf8.count { $0 == 0x3A } < 5 ? ":*" : "")
  }

  /// What matches every ARN that some values of the variables make match.
  var widest: Pattern { fixed ?? Pattern(tokens: head + tail.tokensWithHoles) }

  /// Whether the answer depends on nothing but the resource.
  var isFixed: Bool { fixed != nil }

  private static func tokens(ofField field: String) -> [Pattern.Token] {
    let last = field.utf8.count - 1
    return field.utf8.enumerated().map { index, byte in
      switch byte {
      case 0x2A: index == last ? .run : .runWithinField
      case 0x3F: .oneWithinField
      default: .byte(byte)
      }
    }
  }
}

extension ResourcePattern: Hashable {
  static func == (left: ResourcePattern, right: ResourcePattern) -> Bool {
    left === right || (left.head == right.head && left.tail == right.tail)
  }

  // A short ARN is completed, so that it may be the same pattern as a longer text.
  func hash(into hasher: inout Hasher) {
    hasher.combine(head.count)
    hasher.combine(tail)
  }
}
