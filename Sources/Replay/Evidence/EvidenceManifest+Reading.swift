import CloudTrail

extension EvidenceManifest.File {
  /// The entry of a file on the disk, which is hashed piece by piece; nil when its size is another one.
  ///
  /// - Parameter expected: the size that it must have, which is asked for before anything is read; nil for any.
  /// - Throws: `SnapshotError` with the path when it is no regular file, or cannot be read.
  init?(reading path: String, ofSize expected: Int? = nil) throws(SnapshotError) {
    let file = try OpenFile(path, mustBeRegular: true)
    if let expected, file.size != expected { return nil }
    let stream = SHA256Stream()
    var size = 0
    while case let chunk = try file.next(), !chunk.isEmpty {
      stream.update(chunk)
      size += chunk.count
      // A file that grows is another one.
      if let expected, size > expected { return nil }
    }
    self.init(path: path, size: size, digest: stream.finish()?.text)
  }
}
