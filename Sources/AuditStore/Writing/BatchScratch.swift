import CloudTrail

/// Memory for the keys under which batches look for values, used for one event after another.
public struct BatchScratch: ~Copyable {
  var key = ByteSink()
  var callKey = ByteSink()

  /// Makes room.
  public init() {}
}
