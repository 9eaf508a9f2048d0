import AuditStore
import CloudTrail

/// Queries of a DynamoDB index, which are checked on the index and not on its table.
///
/// Amazon DynamoDB Developer Guide, "Using IAM policy conditions" and "Identity-based policies": a policy names
/// `table/NAME/index/*` to let an index be queried. The event's own list has the table alone.
extension ResourceResolver {
  /// Puts the index that the parameters name in the place of its table.
  func settleIndex(_ check: OperationPlan.Check, _ found: inout ScratchList<ResourceFinding>) {
    guard let index = check.indexType, !found.isEmpty, indexName(check.types[index]) != nil else { return }
    let all = found.indices.map { found[$0] }
    let isFound = all.contains { $0.type == index && !isFilled($0) }
    found.removeAll()
    for finding in all where !isFound || finding.type == index {
      let isTable = finding.type != index
      switch finding.evidence {
      case .listed(let entry) where isTable:
        found.append(ResourceFinding(type: index, evidence: .indexOfListed(entry)))
      case .named(let entry) where isTable:
        found.append(ResourceFinding(type: index, evidence: .indexOfNamed(entry)))
      case .filled where isTable || all.contains(where: { $0.type != index && !isFilled($0) }): break
      default: found.append(finding)
      }
    }
  }

  private func isFilled(_ finding: ResourceFinding) -> Bool {
    if case .filled = finding.evidence { true } else { false }
  }

  private func indexName(_ type: TypePlan) -> TextSlice? {
    type.placeholders.last.flatMap { firstValue(of: $0.slot, $0.rule) }
  }

  /// Adds the request on the index of a table.
  func addIndex(
    _ type: TypePlan, of table: ARNSlice, account: TextSlice?, _ output: RequestOutput,
    to call: inout CallBytes
  ) {
    let name = indexName(type)
    output.add(name == nil ? .partial : .exact, account: account, to: &call) { bytes in
      bytes.append(table.owner)
      bytes.append("/index/")
      bytes.append(name ?? TextSlice("*"))
    }
  }
}
