extension RawEvent {
  /// The id of the event whose data this record corrects; nil for a record of its own.
  ///
  /// CloudTrail User Guide, "CloudTrail record contents", `addendum`. The other reasons for one, a late delivery
  /// and an outage, come with records that were not delivered before.
  public var amendedEventID: String? {
    guard let addendum = raw(.addendum), addendum.isObject,
      addendum.member("reason")?.isString("UPDATED_DATA") == true
    else { return nil }
    return addendum.member("originalEventID")?.string()
  }
}
