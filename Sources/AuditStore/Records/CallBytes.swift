public import CloudTrail

/// A derived event as bytes, built in place: what batches intern and compare instead of texts.
///
/// A head of fixed size and the policy's ARN, then each request: its certainty and the keys of its action,
/// resource and context, in the form in which the dimension tables know them.
public struct CallBytes: ~Copyable {
  /// Where a request's parts stand.
  struct Place {
    /// The byte of the certainty; the action's key follows.
    var start: Int
    /// Where the key of the resource begins, and the action's ends.
    var resource: Int
    /// Where the key of the context begins, and the resource's ends.
    var context: Int
    var end: Int
  }

  // INVARIANT: 8 bytes of head, one part for the policy's ARN, then one request for each of `places`.
  @usableFromInline var bytes = ByteSink()
  private var places = ScratchList<Place>()
  /// The context of the requests that are added, as a part.
  @usableFromInline var context = ByteSink()
  private static let none: UInt8 = 0xFF
  /// The number of the caller's identity in a cache of raw `userIdentity` values; nil where it is in none.
  public var identityNumber: CachedNumber?
  /// The number of source, name, type and category as they stand in a cache of those; nil where they are in none.
  public var kindNumber: CachedNumber?

  /// Makes an event without requests.
  public init() { begin(.unreadable, recorded: .unknown) }

  /// Starts anew.
  public mutating func begin(
    _ eventClass: EventClass, recorded: RecordedDecision, layer: RecordedLayer? = nil,
    policyARN: TextSlice? = nil
  ) {
    bytes.removeAll()
    places.removeAll()
    identityNumber = nil
    kindNumber = nil
    let layer = layer?.rawValue ?? Self.none
    bytes.append(
      low: UInt64(eventClass.rawValue) | UInt64(recorded.rawValue) << 8 | UInt64(layer) << 16
        | 0xFF_FFFF_FFFF << 24, count: 8)
    bytes.appendPart(policyARN)
    setContext(.noContext)
  }

  /// Why the event is replayed, or is not.
  public var eventClass: EventClass {
    get { EventClass(rawValue: bytes[0]) ?? .unreadable }
    set { bytes[0] = newValue.rawValue }
  }

  /// How many requests it has.
  public var requestCount: Int { places.count }

  /// The request that AWS's message names; nil when it names none.
  public var deniedRequest: Int? {
    get {
      let number = UInt32(bytes[4]) | UInt32(bytes[5]) << 8 | UInt32(bytes[6]) << 16
      return number == 0xFF_FFFF ? nil : Int(number)
    }
    set {
      let number = newValue ?? 0xFF_FFFF
      for index in 0..<3 { bytes[4 + index] = UInt8(truncatingIfNeeded: number >> (8 * index)) }
    }
  }

  /// Changes whether a request was certainly made.
  public mutating func setCertainty(_ certainty: Certainty, ofRequest index: Int) {
    bytes[places[index].start] = certainty.rawValue
  }

  /// Whether a request was certainly made.
  public func certainty(ofRequest index: Int) -> Certainty? {
    Certainty(rawValue: bytes[places[index].start])
  }

  /// Sets the context of the requests that are added from now on.
  public mutating func setContext(_ part: RequestPart) {
    context.removeAll()
    context.append(part.bytes)
  }

  /// Sets the context of the requests that are added from now on; `write` appends JSON as `ContextCoding`
  /// writes it.
  @inlinable @inline(__always)
  public mutating func setContext(_ write: (inout ByteSink) -> Void) {
    beginContext()
    write(&context)
    endContext()
  }

  @usableFromInline
  mutating func beginContext() {
    context.removeAll()
    context.beginPart()
  }

  @usableFromInline
  mutating func endContext() { context.endPart(from: 0) }

  /// Adds a request with the present context; `resource` appends the resource's text.
  @inlinable @inline(__always)
  public mutating func addRequest(
    _ certainty: Certainty, action: RequestPart, state: ResourceState, account: TextSlice?,
    resource: (inout ByteSink) -> Void
  ) {
    beginRequest(certainty, action)
    resource(&bytes)
    endRequest(state, account)
  }

  @usableFromInline
  mutating func beginRequest(_ certainty: Certainty, _ action: RequestPart) {
    let start = bytes.count
    bytes.append(certainty.rawValue)
    bytes.append(action.bytes)
    places.append(Place(start: start, resource: bytes.count, context: 0, end: 0))
    bytes.beginPart()
  }

  @usableFromInline
  mutating func endRequest(_ state: ResourceState, _ account: TextSlice?) {
    let last = places.count - 1
    bytes.endPart(from: places[last].resource)
    bytes.appendPart(account)
    // A part of one digit.
    bytes.append(low: 0x101 | UInt64(0x30 &+ state.rawValue) << 40, count: 6)
    places[last].context = bytes.count
    bytes.append(context.text)
    places[last].end = bytes.count
  }

  /// The name of a request's action, valid until something is added.
  public func action(ofRequest index: Int) -> TextSlice {
    bytes.text[keys(ofRequest: index).action].dropFirst(5)
  }

  /// The text of a request's resource, valid until something is added.
  public func resource(ofRequest index: Int) -> TextSlice {
    let start = places[index].resource
    let length = (0..<4).reduce(0) { $0 | Int(bytes[start + 1 + $1]) << (8 * $1) }
    return bytes.text[(start + 5)..<(start + 5 + length)]
  }

  /// Drops the last requests.
  public mutating func keepRequests(upTo count: Int) {
    guard count < places.count else { return }
    bytes.removeAll(from: places[count].start)
    places.removeAll(from: count)
  }

  /// What stands before the requests.
  var head: TextSlice { bytes.text.prefix(places.isEmpty ? bytes.count : places[0].start) }

  /// The raw value of a resource's state, which is the last part of the resource's key: one digit.
  func state(ofRequest index: Int) -> UInt8 { bytes[places[index].context - 1] &- 0x30 }

  /// The keys of a request's action, resource and context.
  func keys(ofRequest index: Int) -> (
    certainty: UInt8, action: Range<Int>, resource: Range<Int>, context: Range<Int>
  ) {
    let place = places[index]
    return (
      bytes[place.start], (place.start + 1)..<place.resource, place.resource..<place.context,
      place.context..<place.end
    )
  }

  /// The event with its texts.
  public var event: DerivedEvent {
    var event = DerivedEvent(
      eventClass: eventClass, recorded: RecordedDecision(rawValue: bytes[1]) ?? .unknown,
      layer: layer.flatMap { RecordedLayer(rawValue: $0) }, deniedRequest: deniedRequest,
      policyARN: policyARN)
    for index in places.indices {
      let keys = keys(ofRequest: index)
      let action = DimensionKey.texts(bytes.text[keys.action].bytes()[...])
      let resource = DimensionKey.texts(bytes.text[keys.resource].bytes()[...])
      let context = DimensionKey.texts(bytes.text[keys.context].bytes()[...])
      event.requests.append(
        DerivedRequest(
          action: action[0] ?? "", resource: resource[0] ?? "",
          state: resource[2].flatMap { UInt8($0) }.flatMap { ResourceState(rawValue: $0) } ?? .unknown,
          certainty: Certainty(rawValue: keys.certainty) ?? .possible, resourceAccount: resource[1],
          context: ContextCoding.decode(context[0] ?? "{}")))
    }
    return event
  }

  var layer: UInt8? { bytes[2] == Self.none ? nil : bytes[2] }

  var recorded: UInt8 { bytes[1] }

  var policyARN: String? {
    guard bytes[8] == 1 else { return nil }
    return DimensionKey.texts(head.dropFirst(8).bytes()[...])[0]
  }
}
