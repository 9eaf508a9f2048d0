import Dispatch

/// Memory that is given back beside other work: of a year of events it takes as long as some of the work itself.
enum BackgroundRelease {
  /// Takes a value that nobody else needs any more; the process may end before all of it is given back.
  ///
  /// It is to be memory alone: somebody may wait for an open database to be closed.
  static func take<Value: Sendable>(_ value: consuming Value) {
    DispatchQueue.global().async { [value] in withExtendedLifetime(value) {} }
  }
}
