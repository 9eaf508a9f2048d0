/// The changes that replayed requests have a part in, and the actions of these requests.
///
/// Which statements of a change any request reached is asked of the requests that the change can touch: those of other
/// accounts and identities say nothing of it.
struct TouchedChanges: Sendable {
  /// The numbers of the actions by the places of the changes that took part.
  private var actionsOfChange: [Int: Set<Int32>] = [:]
  /// The numbers of the actions of all requests that a changed policy takes part in.
  private(set) var actions: Set<Int32> = []

  /// Adds the requests of a group.
  ///
  /// - Parameters:
  ///   - touched: the changes of each request that a changed policy takes part in, by the request's index.
  ///   - action: the number of a request's action.
  mutating func add(_ touched: [Int: [Int]], action: (Int) -> Int32) {
    for (index, changes) in touched {
      let action = action(index)
      actions.insert(action)
      for change in changes { actionsOfChange[change, default: []].insert(action) }
    }
  }

  /// The numbers of the actions of the requests that have a part in a change, by its place.
  func actions(of change: Int) -> Set<Int32> { actionsOfChange[change] ?? [] }
}
