import CloudTrail

/// The `resources` of an event: ARNs and the accounts that own them.
struct ListedResources {
  /// One entry of the list.
  struct Entry {
    var arn: ARNSlice
    var account: TextSlice?
  }

  private(set) var entries: [Entry] = []

  /// Reads the list of a record; the slices are valid as long as the record and the reader's strings.
  mutating func read(_ raw: RawJSON?, _ strings: inout StringReader) {
    entries.removeAll(keepingCapacity: true)
    guard let raw, raw.isArray else { return }
    var cursor = RawCursor(raw)
    cursor.elements { cursor in
      guard cursor.first == UInt8(ascii: "{") else { return }
      var name: RawJSON?
      var account: RawJSON?
      cursor.members { cursor, member in
        if member == "ARN" || (name == nil && member == "arn") { name = cursor.next() }
        if member == "accountId" { account = cursor.next() }
      }
      guard let text = strings.text(name), let arn = ARNSlice(text) else { return }
      entries.append(Entry(arn: arn, account: strings.shown(account)))
    }
  }

  /// The account that the list gives for an ARN.
  func account(of arn: TextSlice) -> TextSlice? { entries.first { $0.arn.text == arn }?.account }

  /// The account that an entry gives, or the one of the bucket or table that it belongs to.
  func account(of entry: Entry) -> TextSlice? {
    if let account = entry.account { return account }
    let owner = entry.arn.owner
    return entries.first { $0.arn.text == owner }?.account
  }
}
