import AuditStore
import IAMPolicy

/// Finding changes whose targets are perhaps mistyped, as what they would do is explained to be nothing then.
extension Explainer {
  /// Those that neither the snapshot nor what a typed request asks for knows.
  public func unknownTargets(of explanation: EventExplanation) -> [UnknownTarget] {
    finder([explanation], nil).unknownTargets()
  }

  /// Those that neither the snapshot nor the log knows; of a large log the explained events alone are asked.
  ///
  /// - Throws: `StoreError` when the database cannot be read.
  public func unknownTargets(
    of explanations: [EventExplanation], in found: borrowing FoundEvents
  ) throws -> [UnknownTarget] {
    let finder = finder(explanations, nil)
    guard finder.hasUnheld, looksBack, try whyNotCounted(found.database) == nil else {
      return finder.unknownTargets()
    }
    return self.finder(explanations, try RecordedEvents(found.database)).unknownTargets()
  }

  private func finder(_ explanations: [EventExplanation], _ events: RecordedEvents?) -> UnknownTargetFinder {
    let requests = explanations.flatMap { $0.requests }
    let touched = requests.reduce(into: Set<String>()) { $0.formUnion($1.touched) }
    return UnknownTargetFinder(
      baseline: differ.baseline, changes: differ.changes, new: differ.options.newTargets, events: events,
      explained: requests.compactMap { request in
        guard case .arn(let arn) = request.explanation.request.resource else { return nil }
        return ResourcePolicyServices.owner(of: arn)
      },
      isTouched: { touched.contains(differ.changes[$0].targetText) })
  }
}
