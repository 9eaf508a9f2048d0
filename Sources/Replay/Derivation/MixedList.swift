import AuditStore
import CloudTrail

/// A list of objects of which some have a member and others go without it: events for several buses, of which those that
/// name none go to the default one.
///
/// Amazon EventBridge API Reference, `PutEventsRequestEntry`.
struct MixedList {
  private let list: Int32
  private let member: Int32

  /// Nil for a text that is not of the form `list.member`.
  init?(_ text: String, _ names: inout ParameterNames) {
    let parts = text.split(separator: ".").map(String.init)
    guard parts.count == 2 else { return nil }
    list = names.normalizedNumber(ParameterNames.normalized(parts[0]))
    member = names.normalizedNumber(ParameterNames.normalized(parts[1]))
  }

  /// Possible where the record does not show all of the list.
  func certainty(_ parameters: borrowing ParameterList, _ facts: borrowing ContextFacts) -> Certainty? {
    var (having, all) = (0, 0)
    for index in parameters.entries.indices where parameters.entries[index].name == list {
      guard parameters.entries[index].kind == .object else { continue }
      all += 1
      if hasMember(index, parameters) { having += 1 }
    }
    if having > 0, having < all { return .certain }
    return facts.isReadable && !parameters.isCut ? nil : .possible
  }

  private func hasMember(_ object: Int, _ parameters: borrowing ParameterList) -> Bool {
    let depth = parameters.entries[object].depth
    var index = object + 1
    while index < parameters.entries.count, parameters.entries[index].depth > depth {
      if parameters.entries[index].name == member, parameters.entries[index].depth == depth + 1 {
        return true
      }
      index += 1
    }
    return false
  }
}
