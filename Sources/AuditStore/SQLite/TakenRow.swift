import CSQLite

/// The row at which a statement stands, which SQLite hands to a function of ours as a whole: to ask for each of its columns
/// costs more than to read it.
@safe struct TakenRow {
  /// A column of the row.
  private struct Entry {
    /// A number, or where a text begins among the bytes of the row.
    var value: Int64 = 0
    /// How many bytes a text has.
    var count = 0
    /// What SQLite calls its type.
    var type = SQLITE_NULL
  }

  @unsafe private struct Storage {
    // INVARIANT: as many entries as the statement has columns.
    let entries: UnsafeMutablePointer<Entry>
    /// Texts and blobs one after the other, in `used` of `capacity` bytes.
    var bytes: UnsafeMutableRawPointer
    var capacity: Int
    var used = 0
  }

  /// What the function is called in SQL, which takes a pointer to the row's memory and then the columns.
  static let function = "retrial_row"

  // INVARIANT: freed once, by `free`, after the statement that fills it.
  private let storage: UnsafeMutablePointer<Storage>

  /// - Parameter count: how many columns a row has.
  init(columns count: Int) {
    let capacity = 1 << 10
    unsafe storage = .allocate(capacity: 1)
    let entries = UnsafeMutablePointer<Entry>.allocate(capacity: count)
    unsafe entries.initialize(repeating: Entry(), count: count)
    unsafe storage.initialize(
      to: Storage(
        entries: entries, bytes: .allocate(byteCount: capacity, alignment: 1), capacity: capacity))
  }

  /// Nothing may be asked of it any more.
  func free() {
    unsafe storage.pointee.entries.deallocate()
    unsafe storage.pointee.bytes.deallocate()
    unsafe storage.deallocate()
  }

  /// Has SQLite hand the rows of a statement over; its first parameter is for that.
  func bind(to statement: OpaquePointer) { _ = unsafe retrial_bind_row(statement, 1, storage) }

  /// A number; 0 for anything else.
  @inline(__always)
  func integer(_ column: Int32) -> Int64 { number(column) ?? 0 }

  /// A number as it is stored; nil for a text, a fraction or nothing.
  @inline(__always)
  func number(_ column: Int32) -> Int64? {
    let entry = unsafe storage.pointee.entries[Int(column)]
    return entry.type == SQLITE_INTEGER ? entry.value : nil
  }

  /// What SQLite calls the type of a column.
  func type(_ column: Int32) -> Int32 { unsafe storage.pointee.entries[Int(column)].type }

  /// Lends the bytes of a text or blob until the statement moves on; none for anything else.
  func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
    let entry = unsafe storage.pointee.entries[Int(column)]
    guard entry.type == SQLITE_TEXT || entry.type == SQLITE_BLOB else {
      return unsafe .init(start: nil, count: 0)
    }
    return unsafe UnsafeRawBufferPointer(
      start: storage.pointee.bytes + Int(entry.value), count: entry.count)
  }

  /// Makes the function known to a connection; the answer is SQLite's code.
  static func define(on connection: OpaquePointer) -> Int32 {
    unsafe sqlite3_create_function_v2(
      connection, function, -1, SQLITE_UTF8 | SQLITE_DIRECTONLY, nil,
      { _, count, values in
        guard let values = unsafe values, let memory = unsafe retrial_row(values[0]) else { return }
        let storage = unsafe memory.assumingMemoryBound(to: Storage.self)
        unsafe storage.pointee.used = 0
        for place in 1..<max(1, Int(count)) {
          let entry = unsafe TakenRow.take(values[place], into: storage)
          unsafe storage.pointee.entries[place - 1] = entry
        }
      }, nil, nil, nil)
  }

  @inline(__always)
  private static func take(_ value: OpaquePointer?, into storage: UnsafeMutablePointer<Storage>) -> Entry {
    let type = unsafe sqlite3_value_type(value)
    if type == SQLITE_INTEGER { return Entry(value: unsafe sqlite3_value_int64(value), type: type) }
    guard type == SQLITE_TEXT || type == SQLITE_BLOB else { return Entry(type: type) }
    let start = unsafe storage.pointee.used
    // The bytes first: a zeroblob has none before it is asked for them.
    let bytes = unsafe sqlite3_value_blob(value)
    let count = unsafe bytes == nil ? 0 : Int(sqlite3_value_bytes(value))
    unsafe reserve(start + count, in: storage)
    if let bytes = unsafe bytes {
      unsafe (storage.pointee.bytes + start).copyMemory(from: bytes, byteCount: count)
    }
    unsafe storage.pointee.used = start + count
    return Entry(value: Int64(start), count: count, type: type)
  }

  @inline(__always)
  private static func reserve(_ count: Int, in storage: UnsafeMutablePointer<Storage>) {
    guard unsafe count > storage.pointee.capacity else { return }
    let capacity = count * 2
    let bytes = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 1)
    unsafe bytes.copyMemory(from: storage.pointee.bytes, byteCount: storage.pointee.used)
    unsafe storage.pointee.bytes.deallocate()
    unsafe storage.pointee.bytes = bytes
    unsafe storage.pointee.capacity = capacity
  }
}
