public import CloudTrail

extension DigestKeys {
  /// The keys in files, each as `aws cloudtrail list-public-keys` prints them for a region.
  ///
  /// - Throws: `SnapshotError` with the place of what has another form.
  public init(_ paths: [String], files: InputFiles) throws(SnapshotError) {
    self.init()
    for path in paths {
      if let fault = add(try InputFile.json(files.read(path), file: path)) {
        throw SnapshotError(file: path, position: fault.position, message: fault.message)
      }
    }
  }
}
