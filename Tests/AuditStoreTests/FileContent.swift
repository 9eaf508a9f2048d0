import CloudTrail

/// The bytes of a file.
enum FileContent {
  static func of(_ path: String) throws -> [UInt8] {
    let file = try LogFile(path: path)
    var bytes: [UInt8] = []
    while case let chunk = try file.nextChunk(), !chunk.isEmpty { bytes += chunk }
    return bytes
  }
}
