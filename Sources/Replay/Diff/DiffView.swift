/// How a diff is shown, whatever is compared.
public struct DiffView: Sendable {
  /// The changes that count as accepted; nil for none.
  public var accepted: AcceptedChanges?
  /// What the events are grouped by; empty for no groups.
  public var grouping: [DiffDimension] = []

  /// Makes a view without groups in which nothing is accepted.
  public init() {}
}
