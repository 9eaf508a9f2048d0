/// An ingest that was interrupted, or still runs: the database holds a part of the files that it was to read.
public struct UnfinishedIngest: Sendable, Equatable {
  /// The files that it was to read, those included that were there before.
  public var files: Int
  /// Those of them that are read.
  public var read: Int

  /// Makes the state of an ingest.
  public init(files: Int, read: Int) {
    self.files = files
    self.read = read
  }

  /// Whether nothing is left to read.
  var isComplete: Bool { read >= files }
}
