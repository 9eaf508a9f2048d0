import AuditStore
import IAMPolicy

/// What a replay's groups of events come to, each list of outcomes once.
struct OutcomeCollector {
  private let changes: [PolicyChange]
  private var numbers: [[ExactText]: Int32] = [:]
  private var lists: [[StoredOutcome]] = []
  /// The number of each group's list, from 1; 0 for a group without one.
  private var ofGroup: [Int32] = []
  /// Events by what they come to, in words.
  private(set) var decisions: [String: Int] = [:]

  init(_ changes: [PolicyChange]) { self.changes = changes }

  /// Notes the verdict on the next group; nil for one that cannot be asked.
  mutating func note(_ verdict: EventVerdict?, events: Int) {
    ofGroup.append(verdict.map { number(of: $0, events: events) } ?? 0)
  }

  private mutating func number(of verdict: EventVerdict, events: Int) -> Int32 {
    decisions[verdict.finding.decision.words, default: 0] += events
    // What the record shows not to have been made has no outcome.
    let made = verdict.comparisons.filter { !$0.value.isOptional || !$0.value.contradictsRecord }
    let list = made.keys.sorted().map { outcome($0, verdict) }
    guard !list.isEmpty else { return 0 }
    let key = list.flatMap { $0.key }
    if numbers[key] == nil {
      lists.append(list)
      numbers[key] = Int32(truncatingIfNeeded: lists.count)
    }
    return numbers[key] ?? 0
  }

  /// The outcomes of all events.
  ///
  /// - Parameters:
  ///   - cells: the cell of each event by its row; -1 for an event that has none.
  ///   - groups: the group of each cell.
  func outcomes(_ cells: [Int32], _ groups: [Int32]) -> ReplayOutcomes {
    ReplayOutcomes(lists: lists, numbers: cells.map { $0 < 0 ? 0 : ofGroup[Int(groups[Int($0)])] })
  }

  private func outcome(_ request: Int, _ verdict: EventVerdict) -> StoredOutcome {
    let comparison = verdict.comparisons[request]
    let reasons = verdict.causes.filter { $0.requests.contains(request) }.map { $0.reason.sentence }
    let facts = Set((comparison?.facts ?? []).map { PolicyFact.name(of: $0, changes) }).sorted()
    return StoredOutcome(
      request: request, decision: (comparison?.candidateOutcomes ?? []).name,
      change: verdict.changeClass.rawValue,
      cause: reasons.isEmpty ? nil : reasons.joined(separator: "; "),
      dependsOn: facts.isEmpty ? nil : facts.joined(separator: "; "))
  }
}

extension StoredOutcome {
  fileprivate var key: [ExactText] {
    [String(request), decision, change, cause ?? "", dependsOn ?? ""].map { ExactText($0) }
  }
}

extension RequestComparison {
  /// What the candidate may decide; where the record contradicts the policies, what these come to by themselves.
  fileprivate var candidateOutcomes: Set<Outcome> {
    contradictsRecord ? Set(baselineAlone.possible) : Set(pairs.map { $0.candidate })
  }

  /// The facts that leave the candidate open.
  fileprivate var facts: [String] { candidateOutcomes.count > 1 ? dependsOn : [] }
}

extension Set<Outcome> {
  /// The name of a decision in the database.
  var name: String {
    if count == 1, let only = first {
      switch only {
      case .allowed: return "allowed"
      case .implicitlyDenied: return "implicitly_denied"
      case .explicitlyDenied: return "explicitly_denied"
      }
    }
    return isEmpty || contains(.allowed) ? "indeterminate" : "denied"
  }

  /// The decision in a report.
  fileprivate var words: String {
    isEmpty ? "otherwise than AWS did" : name.split(separator: "_").joined(separator: " ")
  }
}
