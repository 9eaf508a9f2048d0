public import AuditStore

extension Explainer {
  /// How many events a page explains.
  public static let maximumExamples = 20

  /// The explanations of some events, each once, in their order; those beyond the bound are left out.
  ///
  /// - Parameters:
  ///   - snapshot: the snapshot's folder as it was named; nil for none.
  ///   - changes: the changes as they were typed.
  /// - Throws: `StoreError` when the database cannot be read.
  public func examples(
    _ eventIDs: [String], snapshot: String?, changes: [String] = [], in database: borrowing AuditDatabase
  ) throws -> [EventExplanation] {
    var quick = self
    // Each would have to replay all events.
    quick.looksBack = false
    var seen: Set<ExactText> = []
    var found: [EventExplanation] = []
    for id in eventIDs where seen.count < Self.maximumExamples && seen.insert(ExactText(id)).inserted {
      found += try quick.explain(eventID: id, in: database)
    }
    for index in found.indices {
      found[index].snapshot = snapshot
      found[index].changes = changes
      found[index].allowedBefore = nil
    }
    return found
  }
}

extension DiffReport {
  /// An event of each cause, the classes in their order.
  public var exampleEventIDs: [String] {
    ChangeClass.allCases.flatMap { causes(of: $0) }.compactMap { $0.sampleEventIDs.first }
  }
}
