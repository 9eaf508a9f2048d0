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
  /// A part of a member counts as the member. Names of members that are not read are left out.
  public var amendedFields: Set<EventField>? {
    guard let updated = raw(.addendum)?.member("updatedFields"), !updated.isNull else { return nil }
    let texts =
      updated.isArray
      ? RawObject.elements(of: updated.bytes()).compactMap { RawJSON.withRaw($0) { $0.string() } ?? nil }
      : updated.string()?.split(separator: ",").map(String.init) ?? []
    let names = texts.map { text in text.prefix { $0 != "." }.filter { $0 != " " } }
    guard names.contains(where: { !$0.isEmpty }) else { return nil }
    return Set(EventField.allCases.filter { names.contains("\($0)") })
  }
}
