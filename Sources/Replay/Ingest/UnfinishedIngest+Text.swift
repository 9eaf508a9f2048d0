public import AuditStore
import CloudTrail

extension UnfinishedIngest {
  /// That a part of a log is not there, and how it is completed, as a sentence without a period.
  public var sentence: String {
    "an ingest was interrupted, or is still running: \(TextFormat.count(read)) of its \(TextFormat.count(files, "file")) "
      + "\(read == 1 ? "is" : "are") read; \(completion)"
  }

  /// The command that completes it; a window that was typed as a span back from now has other ends each time.
  var completion: String {
    let times = [("--since", window.start), ("--until", window.end)].flatMap { name, end in
      end.map { [name, EventTime.text($0)] } ?? []
    }
    guard !places.isEmpty else {
      return "the same `retrial ingest` command completes it"
    }
    let words = (["retrial", "ingest"] + times + places).map { ShellCommand.quoted($0) }
    return "`\(words.joined(separator: " "))` into this database completes it"
  }
}
