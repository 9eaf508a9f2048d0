/// A value of `Resource` or `NotResource`, compiled with the wildcard rules of ARN fields.
///
/// IAM User Guide, "IAM JSON policy elements: Resource": a `*` that ends its field may run over colons.
struct ResourcePattern: Sendable, Hashable {
  /// The value as written.
  let text: String
  private let head: [Pattern.Token]
  let tail: Template
  /// The whole pattern where no variable takes part.
  private let fixed: Pattern?
  /// The service field, when it is literal text.
  let service: String?

  /// Compiles a value; identity-based policies complete a short ARN with `*`.
  init(_ text: String, completesShortARNs: Bool, hasVariables: Bool) {
    self.text = text
    var fields = Self.fields(of: text)
    service = fields.count > 2 && !fields[2].contains { $0 == "*" || $0 == "?" } ? fields[2] : nil
    while completesShortARNs, text != "*", fields.count < 6 { fields.append("*") }
    guard fields.count == 6 else {
      head = []
      tail = Template(text, hasWildcards: true, hasVariables: false)
      fixed = tail.fixed
      return
    }
    head = fields.dropLast().flatMap { Self.tokens(ofField: $0) + [.scalar(0x3A)] }
    tail = Template(fields[5], hasWildcards: true, hasVariables: hasVariables)
    fixed = tail.fixed.map { [head] in Pattern(tokens: head + $0.tokens) }
  }

  /// Whether it is the lone `*`.
  var matchesEverything: Bool { text == "*" }

  /// Whether the request's resource matches; unknown parts wait for `resource` or a variable's key.
  func matches(_ request: EvaluationContext) -> Truth {
    if matchesEverything { return .yes }
    if let fixed { return matches(fixed, facts: [], request) }
    switch tail.resolved(request) {
    case .dead: return .no
    case .pattern(let end, let facts):
      let pattern = Pattern(tokens: head + end.tokens)
      return matches(pattern, facts: facts, request)
    }
  }

  private func matches(_ pattern: Pattern, facts: [String], _ request: EvaluationContext) -> Truth {
    switch request.resource {
    case .exact(let scalars):
      guard pattern.matches(scalars) else { return .no }
      return facts.isEmpty ? .yes : request.waiting(for: facts, question: text)
    case .prefix(let scalars):
      switch pattern.matches(prefix: scalars) {
      case false?: return .no
      case true?: return .yes
      case nil: return request.waiting(for: ["resource"] + facts, question: text)
      }
    case .star:
      if let service, !service.isEmpty, service != request.service { return .no }
      return request.waiting(for: ["resource"] + facts, question: text)
    case .unknown: return request.waiting(for: ["resource"] + facts, question: text)
    }
  }

  /// Whether some values of the variables may make an ARN match.
  func mayMatch(_ arn: [UInt32]) -> Bool {
    matchesEverything || (fixed ?? Pattern(tokens: head + tail.tokensWithHoles)).matches(arn)
  }

  /// Whether the answer depends on nothing but the resource.
  var isFixed: Bool { fixed != nil }

  private static func fields(of text: String) -> [String] {
    text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
  }

  private static func tokens(ofField field: String) -> [Pattern.Token] {
    let scalars = Array(field.unicodeScalars)
    return scalars.enumerated().map { index, scalar in
      switch scalar {
      case "*": index == scalars.count - 1 ? .run : .runWithinField
      case "?": .oneWithinField
      default: .scalar(scalar.value)
      }
    }
  }
}
