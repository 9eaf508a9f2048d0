import Glibc

/// How many threads are worth while: what an ingest uses unless it is told otherwise, and what a diff decides on.
public enum Processors {
  /// The processors that are there, at least 1.
  public static var count: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
