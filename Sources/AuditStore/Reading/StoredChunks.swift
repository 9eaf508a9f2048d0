/// The bytes that were kept of a file, as they are asked for: a closure can hold it.
final class StoredChunks {
  /// How many bytes are read at once.
  private static let pieceSize = 256 << 10

  private var numbers: Statement
  private var chunk: StoredBlob

  /// Nil for a file of which nothing was kept.
  init?(ofFile file: Int, _ connection: borrowing Connection) throws(StoreError) {
    var numbers = try connection.prepare("SELECT id FROM file_bytes WHERE file_id = ? ORDER BY id")
    numbers.bind(1, file)
    guard try numbers.step() else { return nil }
    chunk = try connection.blob("bytes", of: "file_bytes", row: Int(numbers.integer(0)))
    self.numbers = numbers
  }

  /// The next bytes; empty at the end.
  func next() throws(StoreError) -> [UInt8] {
    while true {
      let bytes = try chunk.next(upTo: Self.pieceSize)
      if !bytes.isEmpty { return bytes }
      guard try numbers.step() else { return [] }
      try chunk.move(toRow: numbers.integer(0))
    }
  }
}
