import CSQLite
import CloudTrail

/// One prepared statement, finalized when it goes out of scope.
///
/// Columns count from 0, parameters from 1.
@safe struct Statement: ~Copyable {
  // INVARIANT: a prepared statement of the connection beside it, finalized once, by `deinit`.
  private let handle: OpaquePointer
  private let connection: OpaquePointer
  private let path: String
  /// Whether bytes wait in `kept` to be bound, where SQLite need not copy each of them to memory of its own.
  private let keepsBytes: Bool
  private var kept = ByteSink()
  private var places = ScratchList<KeptBytes>()
  /// Where SQLite hands rows over as a whole; nil where each column is asked for.
  private var taken: TakenRow?

  init(handle: OpaquePointer, connection: OpaquePointer, path: String, keepsBytes: Bool) {
    unsafe self.handle = unsafe handle
    unsafe self.connection = unsafe connection
    self.path = path
    self.keepsBytes = keepsBytes
  }

  deinit {
    unsafe sqlite3_finalize(handle)
    taken?.free()
  }

  /// The statement, whose one column is what `TakenRow.function` makes of so many.
  consuming func taking(_ columns: Int) -> Statement {
    let row = TakenRow(columns: columns)
    unsafe row.bind(to: handle)
    taken = row
    return self
  }

  /// Moves to the next row; false when there is none.
  mutating func step() throws(StoreError) -> Bool {
    bindKept()
    let code = unsafe sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    guard code == SQLITE_DONE else { throw failure(code) }
    return false
  }

  /// Runs a statement without rows and makes it ready to run again; what it keeps is no longer bound then.
  mutating func run() throws(StoreError) {
    bindKept()
    defer { forgetKept() }
    let code = unsafe sqlite3_step(handle)
    guard code == SQLITE_DONE || code == SQLITE_ROW else {
      let failure = self.failure(code)
      reset()
      throw failure
    }
    reset()
  }

  /// Makes it ready to run again; bound values stay.
  mutating func reset() { _ = unsafe sqlite3_reset(handle) }

  @inline(__always)
  mutating func bind(_ index: Int32, _ value: Int64) { _ = unsafe sqlite3_bind_int64(handle, index, value) }

  @inline(__always)
  mutating func bind(_ index: Int32, _ value: Int) { bind(index, Int64(value)) }

  mutating func bindNull(_ index: Int32) { _ = unsafe sqlite3_bind_null(handle, index) }

  mutating func bind(_ index: Int32, _ value: Int?) {
    if let value { bind(index, Int64(value)) } else { bindNull(index) }
  }

  mutating func bind(_ index: Int32, _ text: String?) {
    guard var text else { return bindNull(index) }
    text.withUTF8 { bytes in
      unsafe bindText(index, UnsafeRawBufferPointer(bytes))
    }
  }

  /// Binds bytes as text; they are copied.
  mutating func bindText(_ index: Int32, _ bytes: ArraySlice<UInt8>) {
    if keepsBytes { return keep(bytes, at: index, isText: true) }
    unsafe bytes.withUnsafeBytes { unsafe bindText(index, $0) }
  }

  /// Binds numbers as what `json_each` takes apart.
  mutating func bind(_ index: Int32, numbers: [Int]) {
    bind(index, "[" + numbers.map { String($0) }.joined(separator: ",") + "]")
  }

  /// Binds the parts of a key of a dimension one after another, as text or NULL.
  mutating func bind(_ first: Int32, parts: ArraySlice<UInt8>) {
    let start = kept.count
    if keepsBytes { kept.append(parts) }
    unsafe parts.withUnsafeBytes { bytes in
      var (offset, index) = (0, first)
      while offset < bytes.count {
        if unsafe bytes[offset] == 1, offset + 5 <= bytes.count {
          let count = unsafe bytes.loadUnaligned(fromByteOffset: offset + 1, as: UInt32.self)
          let end = min(offset + 5 + Int(UInt32(littleEndian: count)), bytes.count)
          if keepsBytes {
            places.append(
              KeptBytes(index: index, start: start + offset + 5, count: end - offset - 5, isText: true))
          } else {
            unsafe bindText(index, UnsafeRawBufferPointer(rebasing: bytes[(offset + 5)..<end]))
          }
          offset = end
        } else {
          bindNull(index)
          offset += 1
        }
        index += 1
      }
    }
  }

  /// Binds bytes as a blob; they are copied.
  mutating func bindBlob(_ index: Int32, _ bytes: ArraySlice<UInt8>) {
    if keepsBytes { return keep(bytes, at: index, isText: false) }
    unsafe bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else {
        _ = unsafe sqlite3_bind_zeroblob(handle, index, 0)
        return
      }
      _ = unsafe sqlite3_bind_blob64(handle, index, base, UInt64(buffer.count), Self.transient)
    }
  }

  /// Runs the statement with a large blob bound to one parameter without copying it.
  mutating func run(blob bytes: [UInt8], at index: Int32) throws(StoreError) {
    let failure: StoreError? = unsafe bytes.withUnsafeBytes { buffer in
      _ = unsafe sqlite3_bind_blob64(handle, index, buffer.baseAddress, UInt64(buffer.count), nil)
      let code = unsafe sqlite3_step(handle)
      let failure = code == SQLITE_DONE ? nil : self.failure(code)
      reset()
      bindNull(index)
      return failure
    }
    if let failure { throw failure }
  }

  @inline(__always)
  func integer(_ column: Int32) -> Int64 {
    if let taken { return taken.integer(column) }
    return unsafe sqlite3_column_int64(handle, column)
  }

  /// A number as it is stored; nil for a text, a fraction or nothing, which SQLite would turn into some number.
  @inline(__always)
  func number(_ column: Int32) -> Int64? {
    if let taken { return taken.number(column) }
    let value = unsafe sqlite3_column_value(handle, column)
    return unsafe sqlite3_value_type(value) == SQLITE_INTEGER ? sqlite3_value_int64(value) : nil
  }

  var columnCount: Int32 { unsafe sqlite3_column_count(handle) }

  func isNull(_ column: Int32) -> Bool { type(column) == SQLITE_NULL }

  func isText(_ column: Int32) -> Bool { type(column) == SQLITE_TEXT }

  @inline(__always)
  private func type(_ column: Int32) -> Int32 {
    if let taken { return taken.type(column) }
    return unsafe sqlite3_column_type(handle, column)
  }

  func optionalInteger(_ column: Int32) -> Int? { isNull(column) ? nil : Int(integer(column)) }

  func text(_ column: Int32) -> String? {
    isNull(column) ? nil : unsafe String(decoding: lentBytes(column), as: UTF8.self)
  }

  /// Lends a text until the statement moves on; nil for NULL.
  func lentText(_ column: Int32) -> TextSlice? {
    isNull(column) ? nil : unsafe TextSlice.with(lentBytes(column)) { $0 }
  }

  /// A copy of a blob, or of a text's UTF-8.
  func bytes(_ column: Int32) -> [UInt8] { unsafe Array(lentBytes(column)) }

  /// Lends the bytes of a text or blob until the statement moves on.
  @inline(__always)
  private func lentBytes(_ column: Int32) -> UnsafeRawBufferPointer {
    if let taken { return unsafe taken.bytes(column) }
    guard let start = unsafe sqlite3_column_blob(handle, column) else {
      return unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    }
    return unsafe UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
  }

  private mutating func bindText(_ index: Int32, _ bytes: UnsafeRawBufferPointer) {
    guard bytes.count > 0, let base = bytes.baseAddress else {
      // Nothing is copied of a literal, which stays for ever.
      let nothing: StaticString = ""
      let start = unsafe UnsafeRawPointer(nothing.utf8Start).assumingMemoryBound(to: CChar.self)
      _ = unsafe sqlite3_bind_text(handle, index, start, 0, nil)
      return
    }
    _ = unsafe sqlite3_bind_text64(
      handle, index, base.assumingMemoryBound(to: CChar.self), UInt64(bytes.count), Self.transient,
      UInt8(SQLITE_UTF8))
  }

  /// Takes a copy of bytes that are bound when the statement runs.
  mutating func keep(_ bytes: TextSlice, at index: Int32, isText: Bool) {
    places.append(KeptBytes(index: index, start: kept.count, count: bytes.count, isText: isText))
    kept.append(bytes)
  }

  private mutating func keep(_ bytes: ArraySlice<UInt8>, at index: Int32, isText: Bool) {
    TextSlice.with(bytes) { keep($0, at: index, isText: isText) }
  }

  /// Binds what is kept, as it lies there: it stays until `forgetKept`, and nothing is kept before.
  private mutating func bindKept() {
    for number in places.indices {
      let place = places[number]
      unsafe kept.withBytes(from: place.start) { start in
        if place.isText {
          _ = unsafe sqlite3_bind_text(
            handle, place.index, start.assumingMemoryBound(to: CChar.self), Int32(clamping: place.count), nil)
        } else {
          _ = unsafe sqlite3_bind_blob(handle, place.index, start, Int32(clamping: place.count), nil)
        }
      }
    }
  }

  private mutating func forgetKept() {
    guard !places.isEmpty else { return }
    _ = unsafe sqlite3_clear_bindings(handle)
    places.removeAll()
    kept.removeAll()
  }

  /// SQLite's mark for "copy the bytes now"; the header gives it as a macro that Swift does not see.
  private static var transient: sqlite3_destructor_type {
    unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }

  /// An error about content that no version of the program has written.
  func damaged(_ detail: String) -> StoreError { StoreError.damaged(path, detail) }

  private func failure(_ code: Int32) -> StoreError {
    unsafe StoreError.failure(code: code, String(cString: sqlite3_errmsg(connection)), path: path)
  }
}

/// A value that waits in a statement to be bound.
private struct KeptBytes {
  var index: Int32
  var start: Int
  var count: Int
  var isText: Bool
}
