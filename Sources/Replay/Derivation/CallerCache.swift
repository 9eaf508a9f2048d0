import AuditStore
import CloudTrail

/// Callers by the bytes of their `userIdentity`, so that each is read once and found again by its bytes.
struct CallerCache: ~Copyable {
  /// Past this many bytes of identities it begins anew.
  private static let maximumBytes = 8 << 20

  /// Where the texts of a caller stand in its identity.
  private struct Shape {
    var caller: CallerSlice.Fields<Range<Int>>
    var eventClass: EventClass?
  }

  private var known = SpanInterner()
  /// By the interner's numbers; nil for an identity with a text that does not stand there as it is.
  private var shapes: [Shape?] = []
  private var generation = CachedNumber.Generation()
  /// The number of the last caller; nil for one without an identity.
  private(set) var last: CachedNumber?

  init() {}

  /// The caller with its class, which is nil where that depends on the event's name.
  mutating func caller(_ raw: RawJSON?, _ strings: inout StringReader) -> (CallerSlice, EventClass?) {
    last = nil
    guard let raw, raw.isObject else { return (CallerSlice(), nil) }
    if known.byteCount > Self.maximumBytes {
      known.removeAll(keepingCapacity: true)
      shapes.removeAll(keepingCapacity: true)
      generation = CachedNumber.Generation()
    }
    let (number, isNew) = known.intern(raw)
    last = CachedNumber(number, in: generation)
    if !isNew, let shape = shapes[number] {
      let text = raw.asText
      return (CallerSlice(shape.caller.map { text[$0] }), shape.eventClass)
    }
    let caller = CallerSlice(raw, &strings)
    let eventClass = caller.eventClassOfAnyName
    if isNew {
      shapes.append(caller.fields.map { raw.range(of: $0) }.map { Shape(caller: $0, eventClass: eventClass) })
    }
    return (caller, eventClass)
  }
}
