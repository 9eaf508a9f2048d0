import AuditStore
import CloudTrail

/// The PartiQL statements of a call that begin with one verb.
struct StatementVerb {
  private let verb: [UInt8]
  private let name: Int32

  init(_ verb: String, _ names: inout ParameterNames) {
    self.verb = Array(verb.utf8)
    name = names.normalizedNumber("statement")
  }

  /// Whether an entry holds a statement.
  func isStatement(_ entry: ParameterList.Entry) -> Bool { entry.name == name && entry.kind != .object }

  /// Whether a statement begins with the verb.
  func isOf(_ statement: PartiQLStatement) -> Bool {
    TextSlice.with(verb) { statement.verb.equalsIgnoringCase($0) }
  }

  /// Without a readable statement every verb is possible; nil where all can be read and none begins so.
  func certainty(_ parameters: borrowing ParameterList) -> Certainty? {
    var isShown = false
    var isWhole = !parameters.isCut
    for index in parameters.entries.indices where isStatement(parameters.entries[index]) {
      isShown = true
      guard let statement = PartiQLStatement(parameters.entries[index].text) else {
        isWhole = false
        continue
      }
      if isOf(statement) { return .certain }
    }
    return isShown && isWhole ? nil : .possible
  }
}

/// Calls with PartiQL statements, each of which is checked on its own table or index.
///
/// Amazon DynamoDB Developer Guide, "IAM security policies with PartiQL for DynamoDB".
extension ResourceResolver {
  /// Adds a request for each table of the statements with a verb, and possible ones for what cannot be read.
  ///
  /// - Parameter quoted: the resource of a request that is there already.
  func addStatements(
    _ verb: StatementVerb, _ check: OperationPlan.Check, _ output: RequestOutput,
    but quoted: TextSlice? = nil,
    to call: inout CallBytes
  ) -> Bool {
    let start = call.requestCount
    var isWhole = !parameters.isCut
    var isShown = false
    for index in parameters.entries.indices where verb.isStatement(parameters.entries[index]) {
      isShown = true
      guard let statement = PartiQLStatement(parameters.entries[index].text) else {
        isWhole = false
        continue
      }
      guard verb.isOf(statement) else { continue }
      let count = call.requestCount
      add(statement, output, to: &call)
      dropRepeated(count, from: start, but: quoted, &call)
      if call.requestCount > start + Self.maximumCount {
        call.keepRequests(upTo: start + Self.maximumCount)
        addCut(from: index, verb, check, output, to: &call)
        return true
      }
    }
    if isShown, isWhole { return call.requestCount > start }
    if quoted == nil || isShown { addListed(check, output.possible, from: start, but: quoted, to: &call) }
    return call.requestCount > start
  }

  /// What does not fit in is not taken for nothing: the rest of the statements may be on any table, or on one of any
  /// account where they do not all show a name.
  private func addCut(
    from start: Int, _ verb: StatementVerb, _ check: OperationPlan.Check, _ output: RequestOutput,
    to call: inout CallBytes
  ) {
    let isOwn =
      coverage != .ofOwner && !parameters.isCut
      && !(start..<parameters.entries.count).contains { index in
        guard verb.isStatement(parameters.entries[index]) else { return false }
        let statement = PartiQLStatement(parameters.entries[index].text)
        return statement.map { verb.isOf($0) && ARNSlice($0.table) != nil } ?? true
      }
    guard isOwn, let table = check.types.first(where: { $0.name == "table" }) else {
      return output.add(.unknown, account: nil, to: &call)
    }
    addAny(table, output, to: &call)
  }

  private func add(_ statement: PartiQLStatement, _ output: RequestOutput, to call: inout CallBytes) {
    let listedTable = listed.entries.first {
      $0.arn.owner == statement.table || $0.arn.isTable(statement.table)
    }
    let named = listedTable?.arn ?? ARNSlice(statement.table)
    if named == nil, coverage == .ofOwner { return output.add(.unknown, account: nil, to: &call) }
    let account = listedTable.flatMap { listed.account(of: $0) } ?? site.owner(of: named)
    output.add(.exact, account: account, to: &call) { bytes in
      if let named {
        bytes.append(named.owner)
      } else {
        site.appendHead("dynamodb", to: &bytes)
        bytes.append("table/")
        bytes.append(statement.table)
      }
      guard let index = statement.index else { return }
      bytes.append("/index/")
      bytes.append(index)
    }
  }

  /// Any of the tables in the event's list, else one that is not known.
  private func addListed(
    _ check: OperationPlan.Check, _ output: RequestOutput, from start: Int, but quoted: TextSlice?,
    to call: inout CallBytes
  ) {
    let before = call.requestCount
    var isListed = false
    for entry in listed.entries.indices
    where check.types.contains(where: { $0.template.matches(listed.entries[entry].arn) }) {
      isListed = true
      let arn = listed.entries[entry].arn
      let count = call.requestCount
      let account = listed.account(of: listed.entries[entry]) ?? site.owner(of: arn)
      output.add(.exact, account: account, to: &call) { $0.append(arn.text) }
      dropRepeated(count, from: start, but: quoted, &call)
    }
    if !isListed, call.requestCount == before { output.add(.unknown, account: nil, to: &call) }
  }

  /// Drops the last request when there is one for the same resource.
  private func dropRepeated(
    _ last: Int, from start: Int, but quoted: TextSlice?, _ call: inout CallBytes
  ) {
    let resource = call.resource(ofRequest: last)
    if resource == quoted || (start..<last).contains(where: { call.resource(ofRequest: $0) == resource }) {
      call.keepRequests(upTo: last)
    }
  }
}

extension ARNSlice {
  /// Whether it is the DynamoDB table of this name, or an index of it.
  fileprivate func isTable(_ name: TextSlice) -> Bool {
    guard service == "dynamodb", let rest = resource.after(prefix: "table/") else { return false }
    return rest.prefix(rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.count) == name
  }
}
