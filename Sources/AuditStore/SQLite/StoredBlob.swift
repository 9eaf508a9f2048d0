import CSQLite

/// A blob in a row of a table that is read piece by piece, so that what is not wanted stays on the disk.
@safe struct StoredBlob: ~Copyable {
  // INVARIANT: an open blob of the connection beside it, closed once, by `deinit`.
  private let handle: OpaquePointer
  private let connection: OpaquePointer
  private let path: String
  private var count: Int
  private var offset = 0

  init(handle: OpaquePointer, connection: OpaquePointer, path: String) {
    unsafe self.handle = unsafe handle
    unsafe self.connection = unsafe connection
    self.path = path
    count = unsafe Int(sqlite3_blob_bytes(handle))
  }

  deinit { unsafe sqlite3_blob_close(handle) }

  /// The next bytes; empty at the end.
  mutating func next(upTo limit: Int) throws(StoreError) -> [UInt8] {
    let size = min(limit, count - offset)
    guard size > 0 else { return [] }
    var code = SQLITE_OK
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      code = unsafe sqlite3_blob_read(handle, buffer.baseAddress, Int32(size), Int32(offset))
      filled = code == SQLITE_OK ? size : 0
    }
    guard code == SQLITE_OK else { throw failure(code) }
    offset += size
    return bytes
  }

  /// Goes to the start of the blob in another row of the table.
  mutating func move(toRow row: Int64) throws(StoreError) {
    let code = unsafe sqlite3_blob_reopen(handle, row)
    guard code == SQLITE_OK else { throw failure(code) }
    count = unsafe Int(sqlite3_blob_bytes(handle))
    offset = 0
  }

  private func failure(_ code: Int32) -> StoreError {
    unsafe StoreError.failure(code: code, String(cString: sqlite3_errmsg(connection)), path: path)
  }
}
