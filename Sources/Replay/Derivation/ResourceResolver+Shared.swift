import AuditStore
import CloudTrail

/// Operations that are checked for several actions on different resources of one type, all in the event's own list.
extension ResourceResolver {
  /// The tables in members of a transaction of one name, else all that the event lists.
  ///
  /// DynamoDB API Reference, `TransactWriteItems`: each member names its own table.
  func findTables(
    of member: TransactionMember, _ check: OperationPlan.Check, into found: inout ScratchList<ResourceFinding>
  ) -> Bool {
    for type in check.types.indices where check.types[type].placeholders.count == 1 {
      findGiven(check.types[type], type, in: member, into: &found)
    }
    if !found.isEmpty { return true }
    return findListed(check, into: &found)
  }

  /// What the parameter of a type's only placeholder names; in members of a transaction of one name, if there is one.
  func findGiven(
    _ plan: TypePlan, _ type: Int, in member: TransactionMember? = nil,
    into found: inout ScratchList<ResourceFinding>
  ) {
    let place = plan.placeholders[0]
    let match = matches[place.slot]
    guard match.isFilled else {
      if isStandard(place) { found.append(ResourceFinding(type: type, evidence: .filled(-1))) }
      return
    }
    for index in match.first..<parameters.entries.count where found.count <= Self.maximumCount {
      let entry = parameters.entries[index]
      guard entry.name == match.name, entry.depth == match.depth, entry.isUsable,
        member?.holds(index, parameters) ?? true,
        !found.contains(where: { $0.entry.map { parameters.entries[$0].text == entry.text } ?? false })
      else { continue }
      if ARNSlice(entry.text).map(plan.template.matches) == true {
        found.append(ResourceFinding(type: type, evidence: .named(index)))
      } else if place.rule.value(entry.text) != nil {
        found.append(ResourceFinding(type: type, evidence: .filled(index)))
      }
    }
  }

  /// The target of a copy, whose source is in the event's list as well.
  func findCopyTarget(_ check: OperationPlan.Check, into found: inout ScratchList<ResourceFinding>) -> Bool {
    for type in check.types.indices {
      let plan = check.types[type]
      guard findOwn(plan, type, into: &found) else { continue }
      if let entry = listed.entries.indices.first(where: { isFilled(plan, by: listed.entries[$0].arn) }) {
        found.removeAll()
        found.append(ResourceFinding(type: type, evidence: .listed(entry)))
      }
      return true
    }
    return findListed(check, into: &found)
  }

  /// Whether an ARN is what the parameters make of a type's pattern.
  private func isFilled(_ plan: TypePlan, by arn: ARNSlice) -> Bool {
    plan.placeholders.indices.allSatisfy { index in
      guard let value = firstValue(of: plan.placeholders[index].slot, plan.placeholders[index].rule) else {
        return false
      }
      return plan.template.part(index, of: arn) == value
    }
  }

  /// All in the event's list that may be meant; never taken to be the check's own.
  private func findListed(_ check: OperationPlan.Check, into found: inout ScratchList<ResourceFinding>)
    -> Bool
  {
    for type in check.types.indices where !check.types[type].placeholders.isEmpty {
      if findListed(check.types[type], type, into: &found) { break }
    }
    return false
  }
}
