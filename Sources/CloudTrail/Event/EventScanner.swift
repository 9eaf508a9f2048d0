import JSON

/// Finds one record's end and its known top-level members in a single pass over its bytes.
@safe struct EventScanner: ~Copyable {
  enum Outcome {
    case complete(end: Int)
    /// The bytes end before the record does.
    case incomplete
    /// The record is longer than records may be.
    case tooLong
    case invalid(offset: Int, reason: StaticString)
  }

  // INVARIANT: one slot and one name for each `EventField`; `guesses` holds a field's raw value, or -1, for each position
  // a member had in the record before: records of one log mostly keep one order.
  private let slots: UnsafeMutablePointer<RawEvent.Slot>
  private let guesses: UnsafeMutablePointer<Int8>
  private let names: UnsafeMutablePointer<QuotedName>
  private static let guessCount = 64
  private static let fieldCount = EventField.allCases.count
  private static let quotedNames = EventField.allCases.map { QuotedName("\($0)") }
  private var scanner = JSONScanner()
  private var start = 0
  private var length = 0
  /// Whether the object that was scanned last has a member that lists records.
  private(set) var holdsList = false
  /// Whether it has a member that holds one event, as the wrappers of other services do.
  private(set) var wrapsEvent = false

  init() {
    unsafe slots = .allocate(capacity: Self.fieldCount)
    unsafe slots.initialize(repeating: RawEvent.Slot(), count: Self.fieldCount)
    unsafe guesses = .allocate(capacity: Self.guessCount)
    unsafe guesses.initialize(repeating: -1, count: Self.guessCount)
    unsafe names = .allocate(capacity: Self.fieldCount)
    for (index, name) in Self.quotedNames.enumerated() { unsafe (names + index).initialize(to: name) }
  }

  deinit {
    unsafe slots.deallocate()
    unsafe guesses.deallocate()
    unsafe names.deallocate()
  }

  /// The record that was scanned last, over the same bytes.
  func event(_ base: UnsafePointer<UInt8>) -> RawEvent {
    unsafe RawEvent(base: base + start, count: length, slots: slots)
  }

  /// Scans the value at `start`, which must be an object for its members to be found.
  mutating func scan(_ base: UnsafePointer<UInt8>, from start: Int, end: Int) -> Outcome {
    let offset = unsafe scanObject(base, start)
    if offset < 0 {
      guard scanner.faultOffset < end else { return .incomplete }
      return .invalid(offset: scanner.faultOffset, reason: scanner.fault)
    }
    guard offset <= end else { return .incomplete }
    self.start = start
    length = offset - start
    return .complete(end: offset)
  }

  private mutating func scanObject(_ base: UnsafePointer<UInt8>, _ start: Int) -> Int {
    unsafe slots.update(repeating: RawEvent.Slot(), count: Self.fieldCount)
    holdsList = false
    wrapsEvent = false
    guard unsafe base[start] == UInt8(ascii: "{") else {
      return scanner.fail("a record must be an object", at: start)
    }
    var offset = unsafe JSONScanner.skipWhitespace(base, start &+ 1)
    if unsafe base[offset] == UInt8(ascii: "}") { return offset &+ 1 }
    var position = 0
    while true {
      let name = offset
      let value = unsafe scanner.skipName(base, name)
      if value < 0 { return -1 }
      let end = unsafe scanner.skipValue(base, value)
      if end < 0 { return -1 }
      unsafe note(base, name: name, value: value, end: end, recordStart: start, position: position)
      position &+= 1
      offset = unsafe JSONScanner.skipWhitespace(base, end)
      let byte = unsafe base[offset]
      if byte == UInt8(ascii: "}") { return offset &+ 1 }
      guard byte == UInt8(ascii: ",") else { return scanner.fail("expected `,` or `}`", at: offset) }
      offset = unsafe JSONScanner.skipWhitespace(base, offset &+ 1)
    }
  }

  @inline(__always)
  private mutating func note(
    _ base: UnsafePointer<UInt8>, name: Int, value: Int, end: Int, recordStart: Int, position: Int
  ) {
    let guess = position < Self.guessCount ? unsafe Int(guesses[position]) : -1
    var field = guess
    if unsafe guess < 0 || !names[guess].matches(base + name) {
      field = unsafe find(base + name)
      if position < Self.guessCount { unsafe guesses[position] = Int8(truncatingIfNeeded: field) }
    }
    let slot = RawEvent.Slot(
      start: UInt32(truncatingIfNeeded: value &- recordStart),
      count: UInt32(truncatingIfNeeded: end &- value))
    guard field >= 0 else { return unsafe noteOther(base + name, base[value], slot) }
    guard unsafe slots[field].count == 0 else { return }
    unsafe slots[field] = slot
  }

  /// Notes a member that events do not have, but wrappers of events may; `first` begins its value.
  ///
  /// A name of an event's member may also be written with escapes.
  @inline(never)
  private mutating func noteOther(_ name: UnsafePointer<UInt8>, _ first: UInt8, _ slot: RawEvent.Slot) {
    if let field = unsafe Self.escapedField(name), unsafe slots[field].count == 0 {
      return unsafe slots[field] = slot
    }
    func isName(_ quoted: StaticString) -> Bool {
      unsafe equalBytes(name, quoted.utf8Start, quoted.utf8CodeUnitCount)
    }
    if first == UInt8(ascii: "["), isName("\"Records\"") || isName("\"Events\"") { holdsList = true }
    let isObject = first == UInt8(ascii: "{")
    if isObject, isName("\"detail\"") { wrapsEvent = true }
    guard isObject || first == UInt8(ascii: "\"") else { return }
    if isName("\"CloudTrailEvent\"") || isName("\"eventData\"") { wrapsEvent = true }
  }

  /// The raw value of the field whose quoted name is written with escapes; nil for a name without any.
  private static func escapedField(_ name: UnsafePointer<UInt8>) -> Int? {
    var length = 1
    var hasEscapes = false
    while case let byte = unsafe name[length], byte != UInt8(ascii: "\"") {
      hasEscapes = hasEscapes || byte == UInt8(ascii: "\\")
      length += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    let inner = unsafe UnsafeBufferPointer(start: name + 1, count: length - 1)
    guard hasEscapes, let plain = unsafe JSONScanner.unescaped(inner) else { return nil }
    return EventField.allCases.firstIndex { "\($0)".utf8.elementsEqual(plain) }
  }

  /// The raw value of the field with this quoted name; -1 for a name that is not known.
  private func find(_ name: UnsafePointer<UInt8>) -> Int {
    for field in 0..<Self.fieldCount where unsafe names[field].matches(name) { return field }
    return -1
  }
}
