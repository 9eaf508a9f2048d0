import CloudTrail

/// Resources of which a call names one, though the record does not tell what stands in its ARN.
extension ResourceResolver {
  /// Adds what a call names by something that its ARN does not hold: a launch template, which has a name and an id.
  func addNameless(
    _ check: OperationPlan.Check, _ wanted: TextSlice?, to found: inout ScratchList<ResourceFinding>
  ) {
    guard check.takesNames else { return }
    for index in check.types.indices where isWanted(check.types[index], wanted) {
      guard let slot = check.types[index].nameSlot, matches[slot].isGiven else { continue }
      let isKnown = found.contains { finding in
        finding.type == index && (finding.evidence == .created || check.types[index].hasOneName)
      }
      if !isKnown { found.append(ResourceFinding(type: index, evidence: .hidden)) }
    }
  }

  /// Adds what a call names by parameters of its own in whose values' place CloudTrail put a placeholder.
  ///
  /// Parameters of EC2 hold names and ids, mostly of one type. Those of other services may hold ARNs of other accounts, or
  /// may not be meant for a type that is not always there.
  func addHidden(
    _ check: OperationPlan.Check, _ wanted: TextSlice?, to found: inout ScratchList<ResourceFinding>
  ) {
    guard parameters.hasHidden else { return }
    for index in check.types.indices where isWanted(check.types[index], wanted) {
      guard let name = hiddenName(of: check.types[index]) else { continue }
      let sharing = check.types.indices.filter { hiddenName(of: check.types[$0]) == name }
      guard sharing.first == index else { continue }
      if check.types[index].isOfEC2 {
        let type = sharing.count == 1 ? index : nil
        found.append(ResourceFinding(type: type, evidence: .hidden))
      } else if !found.isEmpty {
        let isMissing = sharing.contains { other in
          check.types[other].isRequired && !found.contains { $0.type == other && !$0.isPossible }
        }
        found.append(ResourceFinding(type: nil, evidence: .hidden, isPossible: !isMissing))
      }
    }
  }

  /// The parameter that a type goes by and whose value is hidden; a part that may be missing stays open in any case.
  private func hiddenName(of type: TypePlan) -> Int32? {
    guard let last = type.placeholders.last, !last.isMinted else { return nil }
    return matches[last.slot].hiddenName
  }
}
