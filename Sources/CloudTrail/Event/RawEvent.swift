/// One CloudTrail record as it stands in a log file: where each known top-level member's value is.
///
/// Valid only during the call that lends it: the bytes belong to a buffer that is used again.
/// A member that stands twice counts by its first value.
@safe public struct RawEvent {
  /// Where a member's value stands, counted from the record's first byte; empty when it is missing.
  @usableFromInline struct Slot {
    @usableFromInline var start: UInt32 = 0
    @usableFromInline var count: UInt32 = 0
  }

  // INVARIANT: `base` points at `count` readable bytes of one JSON object, and `slots` at one slot for each
  // `EventField` by raw value; every slot lies inside the record.
  @usableFromInline let base: UnsafePointer<UInt8>
  let count: Int
  @usableFromInline let slots: UnsafePointer<Slot>

  init(base: UnsafePointer<UInt8>, count: Int, slots: UnsafePointer<Slot>) {
    unsafe self.base = unsafe base
    self.count = count
    unsafe self.slots = unsafe slots
  }

  /// The value of a top-level member; nil when the record does not have it.
  @inlinable
  public func raw(_ field: EventField) -> RawJSON? {
    let slot = unsafe slots[field.rawValue]
    guard slot.count > 0 else { return nil }
    return unsafe RawJSON(base: base + Int(slot.start), count: Int(slot.count))
  }

  /// The whole record.
  public var json: RawJSON { unsafe RawJSON(base: base, count: count) }

  /// The text of a member that is a string; nil when it is missing, null or something else.
  public func string(_ field: EventField) -> String? { raw(field)?.string() }
}
