import CloudTrail

/// AWS's headers among a call's parameters, and whether they stood in its query.
///
/// Of a header that the query of a signed URL holds it is not documented whether S3 takes it up.
struct HeaderList: ~Copyable {
  /// One header.
  struct Header {
    /// The normalized number of the name.
    var name: Int32
    /// The name as the record has it.
    var text: TextSlice
    /// Its place among the parameters at the top.
    var place: Int
    /// The entries that its value fills.
    var entries: Range<Int>
    var isInQuery: Bool
  }

  private var headers = ScratchList<Header>()

  mutating func removeAll() { headers.removeAll() }

  mutating func append(
    name: Int32, _ text: TextSlice, at place: Int, entries: Range<Int>, isInQuery: Bool
  ) {
    headers.append(Header(name: name, text: text, place: place, entries: entries, isInQuery: isInQuery))
  }

  /// The place, among the parameters at the top, of the header with this normalized number.
  func place(of name: Int32) -> Int? { headers.first { $0.name == name }?.place }

  /// Takes all headers but those that were signed as such for ones in the query, in whatever letters.
  ///
  /// IAM User Guide, "Create a signed AWS API request": a request has to sign each `x-amz-` header that it sends. Some SDKs
  /// put headers into the query of a signed URL in small letters.
  ///
  /// - Parameter signed: the names of the signed headers with `;` between; nil where the record does not tell them.
  mutating func takeUnsigned(besides signed: TextSlice?) {
    for index in headers.indices where !headers[index].isInQuery {
      headers[index].isInQuery = !(signed.map { Self.lists($0, headers[index].text) } ?? false)
    }
  }

  private static func lists(_ signed: TextSlice, _ name: TextSlice) -> Bool {
    var rest = signed
    while let end = rest.firstIndex(of: UInt8(ascii: ";")) {
      if rest.prefix(end) == name { return true }
      rest = rest.dropFirst(end + 1)
    }
    return rest == name
  }

  /// Whether the header at this place among the parameters at the top stood in the query.
  func isInQuery(place: Int) -> Bool { headers.contains { $0.place == place && $0.isInQuery } }

  /// Whether the entry with this index belongs to a header that stood in the query.
  func isInQuery(entry: Int) -> Bool { headers.contains { $0.isInQuery && $0.entries.contains(entry) } }

  /// Whether the query held a header with this normalized number.
  func queryHolds(_ name: Int32) -> Bool { headers.contains { $0.name == name && $0.isInQuery } }

  /// The entries of the header at this place among the parameters at the top; nil where no header stands there.
  func entries(ofPlace place: Int) -> Range<Int>? { headers.first { $0.place == place }?.entries }
}
