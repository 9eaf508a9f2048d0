import CloudTrail

/// The `resources` of an event: ARNs and the accounts that own them.
struct ListedResources: ~Copyable {
  /// One entry of the list.
  struct Entry {
    var arn: ARNSlice
    var account: TextSlice?
  }

  private(set) var entries = ScratchList<Entry>()

  /// Reads the list of a record; the slices are valid as long as the record and the reader's strings.
  mutating func read(_ raw: RawJSON?, _ strings: inout StringReader) {
    entries.removeAll()
    guard let raw, raw.isArray else { return }
    var cursor = RawCursor(raw)
    var isElement = cursor.firstElement()
    while isElement {
      if cursor.first == UInt8(ascii: "{") { readEntry(&cursor, &strings) } else { cursor.skip() }
      isElement = cursor.nextElement()
    }
  }

  private mutating func readEntry(_ cursor: inout RawCursor, _ strings: inout StringReader) {
    var name: RawJSON?
    var account: RawJSON?
    var member = cursor.firstMember()
    while let spelled = member {
      let value = cursor.next()
      switch spelled.count {
      case 3: if spelled == "ARN" || (name == nil && spelled == "arn") { name = value }
      case 9: if spelled == "accountId" { account = value }
      default: break
      }
      member = cursor.nextMember()
    }
    guard let text = strings.text(name), let arn = ARNSlice(text) else { return }
    entries.append(Entry(arn: arn, account: strings.shown(account)))
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
