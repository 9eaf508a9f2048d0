/// A policy value whose `${…}` variables are resolved for each request.
///
/// IAM User Guide, "IAM policy elements: Variables and tags".
final class Template: Sendable {
  enum Part: Sendable, Hashable {
    case tokens([Pattern.Token])
    case variable(Variable)
  }

  /// A variable by its key, with its default text.
  struct Variable: Sendable, Hashable {
    var key: ContextKey
    var fallback: String?

    static func == (left: Self, right: Self) -> Bool {
      guard left.key == right.key else { return false }
      guard let own = left.fallback, let other = right.fallback else {
        return left.fallback == nil && right.fallback == nil
      }
      return sameText(own, other)
    }
  }

  /// How a value is read.
  struct Options: Sendable, Hashable {
    /// Whether `*` and `?` are wildcards.
    var hasWildcards = true
    /// Whether `${…}` is a variable.
    var hasVariables: Bool
    /// Whether case is ignored: the value is held in lower case, and so must be what it is compared with.
    var ignoresCase = false
    /// Whether wildcards stay within the six fields of an ARN.
    var staysInFields = false
  }

  /// What a template comes to for one request.
  enum Resolved {
    /// The tokens of a pattern; when it has a hole, `unknown` are the variables it waits for.
    case tokens([Pattern.Token], unknown: [ContextKey])
    /// A variable without a value: nothing matches.
    case dead
  }

  let text: String
  let parts: [Part]
  let options: Options
  /// The pattern, when no variable takes part.
  let fixed: Pattern?
  /// The key of the variable that is the whole value, compared as it stands; nil for any other value.
  let loneVariable: ContextKey?
  /// A number that follows from the parts alone: texts that differ may be read as the same parts.
  private let mark: UInt64

  /// Reads a value.
  init(_ text: String, _ options: Options) {
    self.text = text
    self.options = options
    let parts = Self.parts(options.ignoresCase ? text.simpleLowercased : text, options)
    self.parts = parts
    mark = parts.reduce(UInt64(parts.count)) { $1.mark($0) }
    if parts.count == 1, case .variable(let variable) = parts[0], !options.ignoresCase, !options.staysInFields
    {
      loneVariable = variable.key
    } else {
      loneVariable = nil
    }
    guard parts.count == 1, case .tokens(let tokens) = parts[0] else {
      fixed = nil
      return
    }
    fixed = Pattern(tokens: options.staysInFields ? ARNFieldLimit.limited(tokens) : tokens)
  }

  /// The tokens before the first variable.
  var leadingTokens: [Pattern.Token] {
    if case .tokens(let tokens) = parts.first { tokens } else { [] }
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

  /// Its variables.
  var variables: [Variable] {
    parts.compactMap { if case .variable(let variable) = $0 { variable } else { nil } }
  }

  /// The pattern for a request, behind tokens that stand before it.
  func resolved(_ request: AuthorizationRequest, behind head: [Pattern.Token] = []) -> Resolved {
    var tokens: [Pattern.Token] = []
    tokens.reserveCapacity(head.count + text.utf8.count + 32)
    tokens += head
    var unknown: [ContextKey] = []
    for part in parts {
      switch part {
      case .tokens(let literal): tokens += literal
      case .variable(let variable):
        switch request.variable(variable.key) {
        case .known(let value): append(value, to: &tokens)
        case .none:
          guard let fallback = variable.fallback else { return .dead }
          append(fallback, to: &tokens)
        case .unknown:
          tokens.append(.hole)
          unknown.append(variable.key)
        }
      }
    }
    if options.staysInFields { tokens = ARNFieldLimit.limited(tokens) }
    return .tokens(tokens, unknown: unknown)
  }

  /// Wildcards in substituted text are ordinary characters.
  private func append(_ text: String, to tokens: inout [Pattern.Token]) {
    for byte in (options.ignoresCase ? text.simpleLowercased : text).utf8 { tokens.append(.byte(byte)) }
  }
}

extension Template: Hashable {
  static func == (left: Template, right: Template) -> Bool {
    left === right || (left.options == right.options && left.parts == right.parts)
  }

  func hash(into hasher: inout Hasher) { hasher.combine(mark) }
}

extension Template.Part {
  /// The mark of what stands before with this part behind it.
  fileprivate func mark(_ start: UInt64) -> UInt64 {
    switch self {
    case .tokens(let tokens): Pattern.mark(tokens, start)
    case .variable(let variable): (start ^ variable.key.hash) &* 0x100_0000_01B3
    }
  }
}

// MARK: - Reading

extension Template {
  private static func parts(_ text: String, _ options: Options) -> [Part] {
    var parts: [Part] = []
    var tokens: [Pattern.Token] = []
    var rest = text.utf8[...]
    while let byte = rest.first {
      rest = rest.dropFirst()
      if options.hasVariables, byte == UInt8(ascii: "$"), rest.first == UInt8(ascii: "{"),
        let end = rest.firstIndex(of: UInt8(ascii: "}"))
      {
        let body = String(rest[rest.index(after: rest.startIndex)..<end]) ?? ""
        rest = rest[rest.index(after: end)...]
        if let literal = literal(body) {
          tokens.append(literal)
        } else {
          if !tokens.isEmpty { parts.append(.tokens(tokens)) }
          tokens = []
          parts.append(.variable(variable(body)))
        }
      } else if options.hasWildcards, byte == UInt8(ascii: "*") {
        tokens.append(.run)
      } else if options.hasWildcards, byte == UInt8(ascii: "?") {
        tokens.append(.one)
      } else {
        tokens.append(.byte(byte))
      }
    }
    if !tokens.isEmpty || parts.isEmpty { parts.append(.tokens(tokens)) }
    return parts
  }

  private static func literal(_ body: String) -> Pattern.Token? {
    switch body {
    case "*", "?", "$": body.utf8.first.map { .byte($0) }
    default: nil
    }
  }

  /// `key` or `key, 'default'`.
  private static func variable(_ body: String) -> Variable {
    let scalars = body.unicodeScalars
    guard let comma = scalars.firstIndex(of: ",") else {
      return Variable(key: ContextKey(body), fallback: nil)
    }
    let key = ContextKey(String(body[..<comma]))
    var rest = scalars[scalars.index(after: comma)...]
    if rest.first == " " { rest = rest.dropFirst() }
    guard rest.count >= 2, rest.first == "'", rest.last == "'" else {
      return Variable(key: key, fallback: nil)
    }
    return Variable(key: key, fallback: String(rest.dropFirst().dropLast()))
  }
}

/// The rule of the ARN operators: each of the six fields is compared alone, and only the sixth may hold colons.
enum ARNFieldLimit {
  /// The tokens with their wildcards kept within the first five fields.
  ///
  /// Behind text that is not known nobody can say which field a wildcard stands in, so it stays free there.
  static func limited(_ tokens: [Pattern.Token]) -> [Pattern.Token] {
    var colons = 0
    var isCertain = true
    return tokens.map { token in
      switch token {
      case .byte(0x3A): colons += 1
      case .hole: isCertain = false
      case .run where isCertain && colons < 5: return .runWithinField
      case .one where isCertain && colons < 5: return .oneWithinField
      default: break
      }
      return token
    }
  }
}
