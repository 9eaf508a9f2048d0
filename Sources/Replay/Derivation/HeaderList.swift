import CloudTrail

/// AWS's headers among a call's parameters, and whether they stood in its query.
///
/// Of a header that the query of a signed URL holds it is not documented whether S3 takes it up.
struct HeaderList: ~Copyable {
  /// One header.
  struct Header {
    /// The normalized number of the name.
    var name: Int32
    /// Its place among the parameters at the top.
    var place: Int
    /// The entries that its value fills.
    var entries: Range<Int>
    var isInQuery: Bool
  }

  private var headers = ScratchList<Header>()

  mutating func removeAll() { headers.removeAll() }

  mutating func append(name: Int32, at place: Int, entries: Range<Int>, isInQuery: Bool) {
    headers.append(Header(name: name, place: place, entries: entries, isInQuery: isInQuery))
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
