import AuditStore

/// Adds up the events of a diff by what they are grouped by.
struct GroupCollector {
  private struct Key: Hashable {
    var changeClass: ChangeClass
    var names: [ExactText]
  }

  private struct Sum {
    var requests: Set<NumberedRequest> = []
    /// Requests of other principals, counted elsewhere.
    var othersRequests = 0
    var count = ChangeCount()
    var days: Set<Int32> = []
    var seen: ClosedRange<Int64>
    var samples: [Int] = []

    mutating func add(
      _ cell: EventCells.Cell, _ requests: [NumberedRequest], _ verdict: EventVerdict, isAccepted: Bool
    ) {
      self.requests.formUnion(requests)
      count.add(cell.events, isConfirmed: verdict.isConfirmed, isAccepted: isAccepted)
      days.formUnion(cell.days)
      seen = cell.seen.spanning(seen)
      samples = Array((samples + cell.samples).sorted().prefix(3))
    }

    mutating func merge(_ own: Sum) {
      othersRequests += own.requests.count + own.othersRequests
      count.add(own.count)
      days.formUnion(own.days)
      seen = own.seen.spanning(seen)
      samples = Array((samples + own.samples).sorted().prefix(3))
    }
  }

  private let naming: GroupNaming
  private var sums: [Key: Sum] = [:]

  init(_ naming: GroupNaming) { self.naming = naming }

  /// Adds the events of a cell.
  ///
  /// - Parameters:
  ///   - requests: those requests that make the event what it is.
  ///   - statement: the causes in one text.
  mutating func add(
    _ cell: EventCells.Cell, _ requests: [NumberedRequest], _ verdict: EventVerdict, statement: ExactText,
    isAccepted: Bool
  ) {
    let key = Key(
      changeClass: verdict.changeClass, names: naming.names(of: cell.row, requests, statement: statement))
    sums[key, default: Sum(seen: cell.seen)].add(cell, requests, verdict, isAccepted: isAccepted)
  }

  /// Adds the events of other principals.
  mutating func merge(_ other: GroupCollector) {
    for (key, own) in other.sums {
      sums[key, default: Sum(seen: own.seen)].merge(own)
    }
  }

  /// The groups: classes in their order, most events first, then by their names.
  var groups: [DiffGroup] {
    let sorted = sums.sorted { left, right in
      let classes = [left, right].map { ChangeClass.allCases.firstIndex(of: $0.key.changeClass) ?? 0 }
      if classes[0] != classes[1] { return classes[0] < classes[1] }
      if left.value.count.events != right.value.count.events {
        return left.value.count.events > right.value.count.events
      }
      return left.key.names.lexicographicallyPrecedes(right.key.names)
    }
    return sorted.map { key, sum in
      var count = sum.count
      count.requests = sum.requests.count + sum.othersRequests
      return DiffGroup(
        changeClass: key.changeClass, names: key.names.map { $0.text }, count: count, days: sum.days.count,
        seen: sum.seen, sampleEventIDs: sum.samples.map { String($0) })
    }
  }
}

/// The names by which events are grouped.
struct GroupNaming {
  let dimensions: [DiffDimension]
  let snapshot: PolicySnapshot
  let events: RecordedEvents
  let names: RecordedNames

  /// One name for each dimension; where an event has several they stand together in it.
  func names(of row: EventRow, _ requests: [NumberedRequest], statement: ExactText) -> [ExactText] {
    dimensions.map { dimension in
      switch dimension {
      case .statement: statement
      case .role: ExactText(principal(row))
      case .account: ExactText(events.account(row) ?? "(account not known)")
      case .ou: ExactText(unit(of: events.account(row)))
      case .action: joined(requests.map { names.text($0.action) })
      case .service:
        joined(requests.map { ExactText(String(names.text($0.action).text.prefix { $0 != ":" })) })
      case .tag(let key): ExactText(tag(key, of: row))
      }
    }
  }

  private func principal(_ row: EventRow) -> String { events.identity(row).facts.principal }

  private func joined(_ texts: [ExactText]) -> ExactText {
    let unique = Set(texts).sorted().map { $0.text }
    return ExactText(unique.isEmpty ? "(none)" : unique.joined(separator: ", "))
  }

  private func unit(of account: String?) -> String {
    guard let account, let path = snapshot.organization?.root.path(to: account) else {
      return snapshot.organization == nil ? "(no organization given)" : "(not in the organization)"
    }
    return path.map { node in node.name.map { "\($0) (\(node.id))" } ?? node.id }.joined(separator: "/")
  }

  /// A session may carry tags of its own; what is meant here is who owns the role.
  private func tag(_ key: String, of row: EventRow) -> String {
    let arn = principal(row)
    let account = ARNFields(arn).account.isEmpty ? events.account(row) ?? "" : ARNFields(arn).account
    let identities = snapshot.accounts[account]
    let own = identities?.roles[arn]?.tags[key] ?? identities?.users[arn]?.tags[key]
    return own ?? snapshot.organization?.accounts[account]?.tags[key] ?? "(no tag \(key))"
  }
}
