import Replay

/// The numbers of a report that must add up.
enum DiffSums {
  /// What does not add up.
  static func fault(in report: DiffReport) -> String? {
    let sums = report.events
    if sums.read != sums.ingested + sums.duplicates + sums.rejected { return "read is not the sum: \(sums)" }
    if sums.ingested != sums.replayed + sums.excludedTotal + sums.outsideWindow {
      return "ingested is not the sum: \(sums)"
    }
    let classes = report.summary.filter { $0.key != .notReplayable }
    if classes.values.reduce(0, { $0 + $1.events }) != sums.replayed { return "classes are not the sum" }
    for (changeClass, count) in report.summary {
      let causes = report.causes.filter { $0.changeClass == changeClass }
      if count.confirmed > count.events { return "\(changeClass) confirms more than there is" }
      guard changeClass.isImpact || changeClass == .modelMismatch else {
        if !causes.isEmpty { return "\(changeClass) has causes" }
        continue
      }
      // An event may have several causes, and each event has one.
      if causes.reduce(0, { $0 + $1.count.events }) < count.events { return "\(changeClass) lacks causes" }
      if causes.contains(where: { $0.count.events > count.events || $0.count.confirmed > count.confirmed }) {
        return "a cause of \(changeClass) counts more than there is"
      }
    }
    return nil
  }
}
