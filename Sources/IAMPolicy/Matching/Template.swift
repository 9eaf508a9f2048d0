/// A policy value whose `${…}` variables are resolved for each request.
///
/// IAM User Guide, "IAM policy elements: Variables and tags".
struct Template: Sendable, Hashable {
  enum Part: Sendable, Hashable {
    case tokens([Pattern.Token])
    /// A variable by its lower-case key, with its default text.
    case variable(key: String, fallback: String?)
  }

  /// What a template comes to for one request.
  enum Resolved {
    /// A pattern; when it has a hole, `facts` are what it waits for.
    case pattern(Pattern, facts: [String])
    /// A variable without a value: nothing matches.
    case dead
  }

  let text: String
  let parts: [Part]

  init(text: String, parts: [Part]) {
    self.text = text
    self.parts = parts
  }

  /// Reads a value; `hasWildcards` says whether `*` and `?` are wildcards, `hasVariables` whether `${…}` is one.
  init(_ text: String, hasWildcards: Bool, hasVariables: Bool) {
    self.text = text
    var parts: [Part] = []
    var tokens: [Pattern.Token] = []
    var rest = text.unicodeScalars[...]
    while let scalar = rest.first {
      rest = rest.dropFirst()
      if hasVariables, scalar == "$", rest.first == "{", let end = rest.firstIndex(of: "}") {
        let body = String(rest[rest.index(after: rest.startIndex)..<end])
        rest = rest[rest.index(after: end)...]
        if let literal = Self.literal(body) {
          tokens.append(.scalar(literal))
        } else {
          if !tokens.isEmpty { parts.append(.tokens(tokens)) }
          tokens = []
          parts.append(Self.variable(body))
        }
      } else if hasWildcards, scalar == "*" {
        tokens.append(.run)
      } else if hasWildcards, scalar == "?" {
        tokens.append(.one)
      } else {
        tokens.append(.scalar(scalar.value))
      }
    }
    if !tokens.isEmpty || parts.isEmpty { parts.append(.tokens(tokens)) }
    self.parts = parts
  }

  /// The pattern, when no variable takes part.
  var fixed: Pattern? {
    if parts.count == 1, case .tokens(let tokens) = parts[0] { return Pattern(tokens: tokens) }
    return nil
  }

  /// The tokens with an unknown text for every variable.
  var tokensWithHoles: [Pattern.Token] {
    parts.flatMap { part -> [Pattern.Token] in
      switch part {
      case .tokens(let literal): literal
      case .variable: [.hole]
      }
    }
  }

  /// The keys of the variables, in lower case.
  var variables: [String] {
    parts.compactMap { part in
      if case .variable(let key, _) = part { return key }
      return nil
    }
  }

  /// The pattern for a request.
  func resolved(_ request: EvaluationContext) -> Resolved {
    var tokens: [Pattern.Token] = []
    var facts: [String] = []
    for part in parts {
      switch part {
      case .tokens(let literal): tokens += literal
      case .variable(let key, let fallback):
        switch request.variable(key) {
        case .known(let value): tokens += value.unicodeScalars.map { .scalar($0.value) }
        case .none:
          guard let fallback else { return .dead }
          tokens += fallback.unicodeScalars.map { .scalar($0.value) }
        case .unknown:
          tokens.append(.hole)
          facts.append("key:\(key)")
        }
      }
    }
    return .pattern(Pattern(tokens: tokens), facts: facts)
  }

  private static func literal(_ body: String) -> UInt32? {
    switch body {
    case "*": 0x2A
    case "?": 0x3F
    case "$": 0x24
    default: nil
    }
  }

  /// `key` or `key, 'default'`.
  private static func variable(_ body: String) -> Part {
    guard let comma = body.firstIndex(of: ",") else {
      return .variable(key: body.lowercased(), fallback: nil)
    }
    let key = String(body[..<comma]).lowercased()
    var rest = body[body.index(after: comma)...]
    if rest.first == " " { rest = rest.dropFirst() }
    guard rest.count >= 2, rest.first == "'", rest.last == "'" else {
      return .variable(key: key, fallback: nil)
    }
    return .variable(key: key, fallback: String(rest.dropFirst().dropLast()))
  }
}
