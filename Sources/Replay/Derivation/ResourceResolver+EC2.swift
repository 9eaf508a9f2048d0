import CloudTrail

/// Ids of EC2, which tell a type but not an owner.
extension ResourceResolver {
  /// The ids that are of no type that is known.
  func addUnread(_ slot: Int, to found: inout ScratchList<ResourceFinding>) {
    let match = matches[slot]
    guard match.isFilled else { return }
    for index in match.first..<parameters.entries.count where found.count <= Self.maximumCount {
      let entry = parameters.entries[index]
      guard entry.name == match.name, entry.depth == match.depth, entry.isUsable,
        !found.contains(where: { $0.entry == index || isNamed(entry.text, by: $0) })
      else { continue }
      found.append(ResourceFinding(type: nil, evidence: .unread(index)))
    }
  }

  /// Whether an ARN is one that the event lists or that stands elsewhere among the parameters.
  private func isNamed(_ text: TextSlice, by finding: ResourceFinding) -> Bool {
    switch finding.evidence {
    case .listed(let entry): listed.entries[entry].arn.resource.lastName == text
    case .named(let entry): parameters.entries[entry].text == text
    default: false
    }
  }

  /// What stands for an account that is not known.
  static var anyAccount: TextSlice { TextSlice("*") }

  /// Whether another account may own one of a type that the call does not tell all of.
  func mayBeOthers(_ type: TypePlan) -> Bool {
    type.mayBeOthers && (hasError || !type.isOwnersOnly)
  }

  /// Whether another account may own what an entry names by its id; a name is one of the call's own account.
  func mayBeOthers(_ type: TypePlan, _ entry: Int) -> Bool {
    guard mayBeOthers(type), let rule = type.placeholders.last?.rule else { return false }
    return entry < 0 || !rule.isName(parameters.entries[entry].text)
  }
}
