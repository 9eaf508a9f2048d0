/// Many patterns compared with a text at once, in one pass over its bytes.
///
/// A state is what the patterns have reached. States are made as texts come to them, and forgotten where they become too
/// many; where nearly every byte would need a new one, the patterns are compared one after the other.
struct PatternAutomaton: Sendable {
  private static let alphabet = 256
  /// Texts begin in the first state; the second one is that in which no pattern can match any more.
  private static let start = 0
  private static let dead = 1
  /// How many bytes a state must have been of use for, on average, to be worth making.
  private static let leastUse = 16

  private let patterns: [Pattern]
  private let maximumStates: Int
  private let maximumPlaces: Int
  private var states = PatternStates()
  /// The state behind each state and byte; -1 for one that is not made.
  private var moves: [Int32] = []
  /// The number of the patterns that match a text that ends in a state; -1 where nobody has asked.
  private var answers: [Int32] = []
  /// How many bytes have been read with these states.
  private var steps = 0
  private var isPlain = false
  private var numbers: [[Int32]: Int32] = [:]
  /// The sets of patterns that matched a text, by their numbers; each holds indexes in order.
  private(set) var matched: [[Int32]] = []

  init(_ patterns: [Pattern], maximumStates: Int = 1 << 12, maximumPlaces: Int = 1 << 18) {
    self.patterns = patterns
    self.maximumStates = maximumStates
    self.maximumPlaces = maximumPlaces
    forget()
  }

  /// The number of the set of patterns that match a text, which is valid UTF-8.
  mutating func number(of text: Span<UInt8>) -> Int32 {
    var state = isPlain ? nil : Self.start
    steps &+= text.count
    for index in text.indices {
      guard let from = state, from != Self.dead else { break }
      let next = moves[from &* Self.alphabet &+ Int(text[index])]
      state = next >= 0 ? Int(next) : move(from, text[index])
    }
    guard let state else { return number(patterns.indices.filter { patterns[$0].matches(text) }) }
    if answers[state] < 0 { answers[state] = number(states.accepting(state, patterns)) }
    return answers[state]
  }

  /// Makes the state behind one; nil where states are not worth it.
  private mutating func move(_ from: Int, _ byte: UInt8) -> Int? {
    let places = states.advanced(from, byte, patterns)
    if states.count >= maximumStates || states.placeCount >= maximumPlaces {
      isPlain = steps < states.count &* Self.leastUse
      forget()
      return isPlain ? nil : state(places)
    }
    let next = state(places)
    moves[from &* Self.alphabet &+ Int(byte)] = Int32(truncatingIfNeeded: next)
    return next
  }

  private mutating func state(_ places: [PatternStates.Place]) -> Int {
    let state = states.number(places)
    if state == answers.count {
      answers.append(-1)
      moves.append(contentsOf: repeatElement(-1, count: Self.alphabet))
    }
    return state
  }

  private mutating func forget() {
    states = PatternStates()
    (moves, answers, steps) = ([], [], 0)
    _ = state(PatternStates.start(patterns))
    // Without patterns this is the first state itself, and there is no second one.
    _ = state([])
  }

  private mutating func number(_ set: [Int]) -> Int32 {
    let set = set.map { Int32(truncatingIfNeeded: $0) }
    if let known = numbers[set] { return known }
    let number = Int32(truncatingIfNeeded: matched.count)
    numbers[set] = number
    matched.append(set)
    return number
  }
}

/// Sets of places that patterns can reach together.
private struct PatternStates: Sendable {
  /// A token of a pattern that is to match next, or the pattern's end.
  struct Place: Hashable, Comparable {
    var pattern: Int32
    var token: Int32
    /// How many bytes of a scalar are still to come before the token.
    var rest: UInt8 = 0

    static func < (left: Self, right: Self) -> Bool {
      (left.pattern, left.token, left.rest) < (right.pattern, right.token, right.rest)
    }
  }

  private var numbers: [[Place]: Int] = [:]
  private var places: [[Place]] = []
  /// How many places all states have.
  private(set) var placeCount = 0

  var count: Int { places.count }

  mutating func number(_ set: [Place]) -> Int {
    if let known = numbers[set] { return known }
    numbers[set] = places.count
    places.append(set)
    placeCount += set.count
    return places.count - 1
  }

  /// The patterns that have reached their end.
  func accepting(_ state: Int, _ patterns: [Pattern]) -> [Int] {
    places[state].filter { $0.rest == 0 && Int($0.token) == patterns[Int($0.pattern)].tokens.count }
      .map { Int($0.pattern) }
  }

  /// Where patterns are before a text.
  static func start(_ patterns: [Pattern]) -> [Place] {
    var found: [Place] = []
    for pattern in patterns.indices {
      reach(Place(pattern: Int32(truncatingIfNeeded: pattern), token: 0), patterns, &found)
    }
    return reduced(found, patterns)
  }

  /// Where they are one byte behind a state.
  func advanced(_ state: Int, _ byte: UInt8, _ patterns: [Pattern]) -> [Place] {
    var found: [Place] = []
    for place in places[state] {
      if let next = Self.advanced(place, byte, patterns) { Self.reach(next, patterns, &found) }
    }
    return Self.reduced(found, patterns)
  }

  private static func advanced(_ place: Place, _ byte: UInt8, _ patterns: [Pattern]) -> Place? {
    var next = place
    if place.rest > 0 {
      next.rest -= 1
      return next
    }
    let tokens = patterns[Int(place.pattern)].tokens
    guard Int(place.token) < tokens.count else { return nil }
    switch tokens[Int(place.token)] {
    case .run, .hole: return place
    case .runWithinField: return byte == 0x3A ? nil : place
    case .byte(let own):
      guard byte == own else { return nil }
    case .one, .oneWithinField:
      guard let length = byte.scalarLength, tokens[Int(place.token)] == .one || byte != 0x3A else {
        return nil
      }
      next.rest = UInt8(length - 1)
    }
    next.token += 1
    return next
  }

  /// Adds a place with those behind it that need no byte.
  private static func reach(_ place: Place, _ patterns: [Pattern], _ found: inout [Place]) {
    found.append(place)
    guard place.rest == 0 else { return }
    let tokens = patterns[Int(place.pattern)].tokens
    var next = place
    while Int(next.token) < tokens.count {
      switch tokens[Int(next.token)] {
      case .run, .hole, .runWithinField: next.token += 1
      case .byte, .one, .oneWithinField: return
      }
      found.append(next)
    }
  }

  /// The places in order, each once.
  ///
  /// What stands before an unbounded run that is reached as well adds nothing: the run takes whatever that would.
  private static func reduced(_ found: [Place], _ patterns: [Pattern]) -> [Place] {
    var kept: [Place] = []
    var settled: Int32 = -1
    for place in found.sorted().reversed() where place.pattern != settled && place != kept.last {
      kept.append(place)
      if isUnboundedRun(place, patterns) { settled = place.pattern }
    }
    return kept.reversed()
  }

  private static func isUnboundedRun(_ place: Place, _ patterns: [Pattern]) -> Bool {
    let tokens = patterns[Int(place.pattern)].tokens
    guard place.rest == 0, Int(place.token) < tokens.count else { return false }
    switch tokens[Int(place.token)] {
    case .run, .hole: return true
    case .byte, .one, .oneWithinField, .runWithinField: return false
    }
  }
}
