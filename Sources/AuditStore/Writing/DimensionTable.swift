import CloudTrail

/// One dimension's table as the writer sees it: which values have which numbers, and how to add one.
final class DimensionTable {
  let dimension: Dimension
  private var generation: Generation
  private var key = ByteSink()
  private var insert: RowInserter<Int>

  /// Takes up the table where the database left it.
  init(_ dimension: Dimension, _ connection: borrowing Connection) throws(StoreError) {
    self.dimension = dimension
    let stored = dimension.storedColumns
    let columns = stored.joined(separator: ", ")
    insert = try RowInserter("\(dimension.table)(id, \(columns))", columns: stored.count + 1, connection)
    generation = try Generation(of: dimension.table, connection)
    var rows = try connection.prepare(
      "SELECT id, \(columns) FROM \(dimension.table) WHERE id >= \(generation.first) ORDER BY id")
    while try rows.step() {
      guard generation.row(intern(rows, stored)) == Int(rows.integer(0)) else {
        throw connection.damaged("the rows of `\(dimension.table)` are not in order")
      }
    }
  }

  /// The number of a value that is stored.
  private func intern(_ rows: borrowing Statement, _ stored: [String]) -> Int {
    key.removeAll()
    var template: UInt32 = 0
    for (column, index) in zip(stored, Int32(1)...) {
      if column == TextTemplate.columns[0] {
        template = UInt32(truncatingIfNeeded: rows.integer(index))
      } else {
        key.appendPart(bytes: rows.isNull(index) ? nil : rows.bytes(index))
      }
    }
    let hash = SpanInterner.hash(key.text)
    guard dimension.isTemplated else { return generation.known.intern(key.text, hash: hash).id }
    let parts = key.text.bytes()
    key.removeAll()
    key.append(low: UInt64(template), count: 4)
    key.append(parts)
    return generation.known.intern(key.text, hash: Self.hash(template: Int(template), parts: hash)).id
  }

  /// The row of the next value that is new.
  var nextRow: Int { generation.nextRow }

  /// The row of a value, which is added when it is new.
  func row(_ key: ArraySlice<UInt8>) throws(StoreError) -> Int { try row(generation.known.intern(key)) }

  /// The row of a value of a batch, which is added when it is new.
  func row(_ number: Int, of batch: EventBatch) throws(StoreError) -> Int {
    let place = dimension.rawValue
    // In place: handing the batch's values on would retain and release each of their parts.
    return try row(
      batch.dimensions[place].withText(number) { text in
        generation.known.intern(text, hash: batch.dimensions[place].hash(number))
      })
  }

  /// The row of a value, which is added when it is new.
  func row(_ key: TextSlice) throws(StoreError) -> Int { try row(generation.known.intern(key)) }

  /// The row of a value whose text is taken apart: a row of `Dimension.template` or 0, and what stands in the columns
  /// but for that one.
  ///
  /// - Parameter hash: the hash of the parts, which is made when it is not given.
  func row(template: Int, _ parts: ArraySlice<UInt8>, hash: UInt32? = nil) throws(StoreError) -> Int {
    key.removeAll()
    key.append(low: UInt64(UInt32(truncatingIfNeeded: template)), count: 4)
    key.append(parts)
    let hash = hash ?? SpanInterner.hash(key.text.dropFirst(4))
    return try row(generation.known.intern(key.text, hash: Self.hash(template: template, parts: hash)))
  }

  /// The hash of a value whose text is taken apart, given that of its parts.
  static func hash(template: Int, parts: UInt32) -> UInt32 {
    let word = UInt64(parts) << 32 | UInt64(UInt32(truncatingIfNeeded: template))
    return UInt32(truncatingIfNeeded: Fingerprint.mix(word ^ 0x8EBC_6AF0_9C88_C6E3) >> 32)
  }

  /// Reads ahead what it has of values with some hashes.
  func fetch(_ hashes: [UInt32]) -> UInt64 { generation.known.fetch(hashes) }

  private func row(_ value: (id: Int, isNew: Bool)) throws(StoreError) -> Int {
    let row = generation.row(value.id)
    guard value.isNew else { return row }
    try insert.add(value.id) { bind($0, to: &$1, from: $2) }
    return row
  }

  private func bind(_ number: Int, to statement: inout Statement, from first: Int32) {
    statement.bind(first, generation.row(number))
    let key = generation.known.bytes(number)
    guard dimension.isTemplated else { return statement.bind(first + 1, parts: key) }
    let template = key.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    statement.bind(first + 1, template == 0 ? nil : template)
    statement.bind(first + 2, parts: key.dropFirst(4))
  }

  /// Inserts what waits to be inserted together.
  func flush() throws(StoreError) { try insert.flush { bind($0, to: &$1, from: $2) } }

  /// Begins a new generation when the present one has grown large; part of the transaction that ends.
  func endTransaction() throws(StoreError) {
    try flush()
    try generation.endTransaction()
  }
}
