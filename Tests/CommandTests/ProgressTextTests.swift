import Replay
import Testing

@testable import retrial

struct ProgressTextTests {
  static let progress = IngestProgress(
    files: 3, totalFiles: 12, bytes: 50_000_000, totalBytes: 200_000_000, events: 1234)

  @Test func `the line tells bytes, rate and the time that is left`() {
    let start = "3 of 12 files, 1234 events, 50.0 MB of 200.0 MB (25 %)"
    #expect(ProgressText.line(Self.progress, seconds: 0.5) == start)
    #expect(ProgressText.line(Self.progress, seconds: 10) == start + ", 5.0 MB/s, 0:30 left")
    #expect(ProgressText.line(Self.progress, seconds: 1250) == start + ", 40 KB/s, 1:02:30 left")
  }

  @Test func `sizes that are not known give neither a share nor a time`() {
    let none = IngestProgress(files: 0, totalFiles: 1, bytes: 0, totalBytes: 0, events: 7)
    #expect(ProgressText.line(none, seconds: 9) == "0 of 1 files, 7 events, 0 B of 0 B (0 %)")
  }
}
