/// The places in a form that the tokens of a pattern can reach, one token after the other.
///
/// A form is a text of which parts are unknown, themselves written as tokens: a run is any text, `one` is any scalar, and
/// those within a field are no colon.
/// The work is at most length times length, whatever the pattern.
struct FormReach {
  private let form: [Pattern.Token]
  /// Whether only what holds for every text of the form is followed; else what holds for some.
  private let isCertain: Bool
  private var reached: [Bool]

  /// Whether every text of a form matches, or with `isCertain` false whether some may.
  ///
  /// What is asked of every text may be missed, never wrongly found: unknown text is left to the pattern's wildcards.
  static func accepts(_ tokens: [Pattern.Token], _ form: [Pattern.Token], isCertain: Bool) -> Bool {
    var reach = FormReach(form: form, isCertain: isCertain)
    for token in tokens { reach.advance(token) }
    return reach.reached[form.count]
  }

  private init(form: [Pattern.Token], isCertain: Bool) {
    self.form = form
    self.isCertain = isCertain
    reached = [Bool](repeating: false, count: form.count + 1)
    reached[0] = true
    passEmptyRuns()
  }

  /// An unknown run may be empty.
  private mutating func passEmptyRuns() {
    guard !isCertain else { return }
    for place in form.indices where reached[place] && (form[place] == .run || form[place] == .runWithinField)
    {
      reached[place + 1] = true
    }
  }

  private mutating func advance(_ token: Pattern.Token) {
    switch token {
    case .run: reachAll()
    case .hole: isCertain ? reached.indices.forEach { reached[$0] = false } : reachAll()
    case .runWithinField:
      for place in form.indices where reached[place] && isWithinField(form[place]) {
        reached[place + 1] = true
      }
    case .byte, .one, .oneWithinField: step(token)
    }
    passEmptyRuns()
  }

  private mutating func reachAll() {
    guard let first = reached.firstIndex(of: true) else { return }
    for place in first..<reached.count { reached[place] = true }
  }

  /// Of unknown text some is no colon, but not all.
  private func isWithinField(_ token: Pattern.Token) -> Bool {
    switch token {
    case .byte(let byte): byte != 0x3A
    case .runWithinField, .oneWithinField: true
    case .run, .one, .hole: !isCertain
    }
  }

  private mutating func step(_ token: Pattern.Token) {
    var next = [Bool](repeating: false, count: reached.count)
    for place in reached.indices where reached[place] {
      if !isCertain, token.isContinuation, place > 0, form[place - 1].isOne { next[place] = true }
      guard place < form.count, let end = end(of: token, from: place) else { continue }
      next[end] = true
    }
    reached = next
  }

  /// How far a token for one byte or scalar reaches; nil when it does not fit.
  private func end(of token: Pattern.Token, from place: Int) -> Int? {
    switch (token, form[place]) {
    case (.byte(let left), .byte(let right)): left == right ? place + 1 : nil
    case (_, .byte(let byte)):
      token == .one || byte != 0x3A ? byte.scalarLength.map { min(place + $0, form.count) } : nil
    case (.one, .one), (.one, .oneWithinField), (.oneWithinField, .oneWithinField): place + 1
    case (.byte(0x3A), .oneWithinField), (.byte(0x3A), .runWithinField): nil
    case (_, .one), (_, .oneWithinField): isCertain ? nil : place + 1
    case (_, .run), (_, .runWithinField): isCertain ? nil : place
    default: nil
    }
  }
}

extension Pattern {
  /// Whether texts of a form match: nil when some do, or when not all can be told to.
  static func matches(_ tokens: [Token], form: [Token]) -> Bool? {
    for (token, own) in zip(tokens, form) {
      guard case .byte = token, case .byte = own else { break }
      if token != own { return false }
    }
    guard FormReach.accepts(tokens, form, isCertain: false) else { return false }
    return FormReach.accepts(tokens, form, isCertain: true) ? true : nil
  }
}

extension Pattern.Token {
  /// Whether it stands for one scalar.
  fileprivate var isOne: Bool { self == .one || self == .oneWithinField }

  /// Whether it is one of the later bytes of a scalar.
  fileprivate var isContinuation: Bool {
    if case .byte(let byte) = self { return byte & 0xC0 == 0x80 }
    return false
  }
}
