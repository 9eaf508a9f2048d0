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

  /// The members that this record says it corrects; nil when it does not say which.
  ///
  /// A part of a member counts as the member. A name that is none of a member that is read may mean any of them, so
  /// that all are there then.
  public var amendedFields: Set<EventField>? {
    guard let updated = raw(.addendum)?.member("updatedFields"), !updated.isNull else { return nil }
    let texts =
      updated.isArray
      ? RawObject.elements(of: updated.bytes()).compactMap { RawJSON.withRaw($0) { $0.string() } ?? nil }
      : updated.string()?.split(separator: ",").map(String.init) ?? []
    let names = texts.map { text in text.prefix { $0 != "." }.filter { $0 != " " } }
    guard names.contains(where: { !$0.isEmpty }) else { return nil }
    let fields = Dictionary(EventField.allCases.map { ("\($0)", $0) }) { first, _ in first }
    let known = names.filter { !$0.isEmpty }.map { fields[$0] }
    return known.contains(nil) ? Set(EventField.allCases) : Set(known.compactMap { $0 })
  }
}
