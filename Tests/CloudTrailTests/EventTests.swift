import CloudTrail
import Testing

struct EventTests {
  @Test func `each known member is found by its name, wherever it stands`() {
    for field in EventField.allCases {
      let text = #"{"other":[{"\#(field)":0}], "\#(field)" : {"a": "\#(field.rawValue)"} ,"z":null}"#
      let found = RawEvent.withEvent(Array(text.utf8)) { event in event.raw(field)?.text() }
      #expect(found == #"{"a": "\#(field.rawValue)"}"#)
    }
  }

  @Test func `a member that stands twice counts by its first value`() {
    let text = Array(#"{"eventName":"A","eventName":"B"}"#.utf8)
    #expect(RawEvent.withEvent(text) { $0.string(.eventName) } == "A")
  }

  @Test func `a name and a value may be written with escapes`() {
    let text =
      #"{"event\u004eame":"\u0047et","\u0065ventSource":"sts.amazonaws\u002ecom","userAgent":"a","#
      + #""eventTime":"2026-09-01T12:00:00\u005a","event\u004eame":"B","eventNam\u0065s":"C"}"#
    let found: Void? = RawEvent.withEvent(Array(text.utf8)) { event in
      #expect(event.string(.eventName) == "Get")
      #expect(event.raw(.eventSource)?.isString("sts.amazonaws.com") == true)
      #expect(event.raw(.eventSource)?.isString("sts.amazonaws.co") == false)
      #expect(event.raw(.userAgent)?.isString("a") == true)
      #expect(event.raw(.eventTime)?.time == 1_788_264_000)
    }
    #expect(found != nil)
  }

  @Test func `a name that only begins like a known one is another`() {
    let text = Array(#"{"eventNam":"A","eventNames":"B","EventName":"C"}"#.utf8)
    #expect(RawEvent.withEvent(text) { $0.raw(.eventName) == nil } == true)
  }

  @Test func `a value becomes a tree unless its text cannot be decoded`() {
    #expect(RawJSON.withRaw(Array(#"{"k":1,"k":[true]}"#.utf8)) { $0.value() == nil } == false)
    #expect(RawJSON.withRaw(Array(#"{"k":"\udc00"}"#.utf8)) { $0.value() == nil } == true)
  }

  @Test func `half a surrogate pair is no text`() {
    #expect(RawJSON.withRaw(Array(#""\ud83d""#.utf8)) { $0.string() == nil } == true)
    #expect(RawJSON.withRaw(Array(#""\ud83d\udca1""#.utf8)) { $0.string() } == "💡")
  }

  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2024-02-29T23:59:59Z", 1_709_251_199),
      ("2026-09-01T12:00:00.123456789Z", 1_788_264_000),
      ("2026-09-01 12:00:00z", 1_788_264_000), ("1969-12-31T23:59:59Z", -1),
    ] as [(String, Int64)])
  func `a time is read to the second`(text: String, seconds: Int64) {
    #expect(EventTime.seconds(text.utf8) == seconds)
  }

  @Test(arguments: [
    "", "2026-13-01T00:00:00Z", "2025-02-29T00:00:00Z", "2026-09-01T12:00:00", "redacted", "2026-09-01",
  ])
  func `what is no UTC time is none`(text: String) {
    #expect(EventTime.seconds(text.utf8) == nil)
  }

  @Test func `a time written is the time read`() {
    for seconds in stride(from: Int64(-62_000_000_000), through: 250_000_000_000, by: 999_983_777) {
      #expect(EventTime.seconds(EventTime.text(seconds).utf8) == seconds)
    }
  }

  @Test func `an interner tells equal bytes from new ones`() {
    var interner = SpanInterner()
    for round in 0..<2 {
      for value in 0..<1_000 {
        let (id, isNew) = interner.intern(Array("value \(value % 500)".utf8))
        #expect(id == value % 500)
        #expect(isNew == (round == 0 && value < 500))
      }
    }
    #expect(Array(interner.bytes(7)) == Array("value 7".utf8))
    #expect(interner.intern([UInt8]()).isNew)
  }

  @Test func `an interner takes values of another without their being hashed again`() {
    var other = SpanInterner()
    for value in 0..<500 { _ = other.intern(Array("value \(value)".utf8)) }
    var interner = SpanInterner(expectedBytes: 1 << 20)
    _ = interner.intern(Array("value 499".utf8))
    for value in 0..<500 {
      let (id, isNew) = other.withText(value) { interner.intern($0, hash: other.hash(value)) }
      #expect(id == (value + 1) % 500)
      #expect(isNew == (value < 499))
      #expect(interner.hash(id) == other.hash(value))
      #expect(other.withText(value) { interner.holds(id, $0) })
    }
  }

  @Test(arguments: [0, 7, UInt32.max]) func `an interner tells values apart that share a hash`(hash: UInt32) {
    var interner = SpanInterner()
    for round in 0..<2 {
      for value in 0..<300 {
        let found = TextSlice.with(Array("\(value)".utf8)) { interner.intern($0, hash: hash) }
        #expect(found.id == value)
        #expect(found.isNew == (round == 0))
        _ = interner.fetch([hash, ~hash])
      }
    }
    #expect((0..<300).allSatisfy { interner.withText($0) { $0.string() } == "\($0)" })
  }

  @Test(arguments: [0, 1 << 22]) func `an interner keeps values that outgrow its memory`(expected: Int) {
    var interner = SpanInterner(expectedBytes: expected)
    let values = (0..<40).map { [UInt8](repeating: UInt8($0), count: $0 * 10_000) }
    for value in values { #expect(interner.intern(value).isNew) }
    for (number, value) in values.enumerated() { #expect(Array(interner.bytes(number)) == value) }
    for value in values { #expect(!interner.intern(value).isNew) }
  }

  @Test func `a word of a text is read wherever it lies`() {
    let text = TextSlice("abcdefghij")
    #expect(text.word(at: 0) == 0x6162_6364_6566_6768)
    #expect(text.word(at: 2) == 0x6364_6566_6768_696A)
  }

  @Test func `an interner that was emptied numbers values of any length anew`() {
    var interner = SpanInterner()
    let values = (0..<300).map { [UInt8](repeating: UInt8(truncatingIfNeeded: $0 % 7), count: $0 / 2) }
    let distinct = values.indices.filter { values.firstIndex(of: values[$0]) == $0 }.map { values[$0] }
    for keeping in [true, false, true] {
      for value in values { _ = interner.intern(value) }
      #expect(interner.count == distinct.count)
      #expect(interner.byteCount == distinct.reduce(0) { $0 + $1.count })
      for (number, value) in distinct.enumerated() {
        #expect(Array(interner.bytes(number)) == value)
        #expect(TextSlice.with(value) { interner.holds(number, $0) })
        #expect(!TextSlice.with(value + [1]) { interner.holds(number, $0) })
      }
      interner.removeAll(keepingCapacity: keeping)
      #expect(interner.count == 0 && interner.byteCount == 0)
    }
  }
}
