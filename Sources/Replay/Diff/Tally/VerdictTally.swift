import AuditStore
import IAMPolicy

/// What the verdicts on groups of events add up to; what several groups share is looked at once.
struct VerdictTally: Sendable {
  /// A cause of a verdict: its place, and which requests it touches.
  struct CountedCause {
    let place: Int
    let requests: [Int]
  }

  /// Where what requests touch is counted, for all causes of the verdict that touch the same.
  struct CountedRequests {
    let requests: [Int]
    /// The number of the sum, see `CauseCollector.sum(ofCauses:)`.
    let sum: Int
  }

  /// Where the values that requests have for a key are counted, for all conditions that compare the same.
  struct CountedValues {
    let key: String
    let requests: [Int]
    /// The number of the list, see `CauseCollector.values(of:)`.
    let list: Int
  }

  /// A verdict with the places where its events are counted.
  final class Counted: Sendable {
    let verdict: EventVerdict
    /// The index of its class in `classes`.
    let place: Int
    let causes: [CountedCause]
    let touched: [CountedRequests]
    let compared: [CountedValues]
    /// The changes that only come to it together, by the number of the words for them; nil where one does.
    let together: Int32?
    /// The causes in one text, where events are grouped.
    let statement: ExactText
    /// What is not known of each request that hinges on something, by the request's index.
    let dependsOn: [(request: Int, facts: [String])]

    fileprivate init(
      _ verdict: EventVerdict, place: Int, _ causes: [CountedCause], _ touched: [CountedRequests],
      _ compared: [CountedValues], together: Int32?, statement: ExactText
    ) {
      self.verdict = verdict
      self.place = place
      self.causes = causes
      self.touched = touched
      self.compared = compared
      self.together = together
      self.statement = statement
      dependsOn = verdict.finding.dependsOn.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
  }

  private let names: RecordedNames
  private let isGrouped: Bool
  /// The verdicts in the order of the first group of each.
  private(set) var counted: [Counted] = []
  private var places: [ObjectIdentifier: Int32] = [:]
  /// What groups came to, each once, so that no other takes its place in memory.
  private var kept: [DecidedGroup] = []
  /// The index of each group's verdict in `counted`; -1 for a group that cannot be asked.
  private(set) var ofGroup: [Int32] = []
  /// The classes that there are.
  private(set) var classes: [ChangeClass] = []
  /// The causes that there are, without an event.
  private(set) var causes = CauseCollector()
  private(set) var acceptance: AcceptanceMatcher?
  private(set) var shares: ShareFinder
  /// What each group comes to; nil unless it is asked for.
  private(set) var outcomes: OutcomeCollector?
  private(set) var replayed = 0
  private var agreement = Fidelity()
  private var undecided: [ExactText: Int] = [:]
  private var ways: [DecisionFlow.Way: Int] = [:]
  private(set) var touched = TouchedChanges()

  init(
    _ names: RecordedNames, _ view: DiffView, _ shares: ShareFinder, _ outcomes: OutcomeCollector?
  ) {
    self.names = names
    isGrouped = !view.grouping.isEmpty
    acceptance = view.accepted.map { AcceptanceMatcher($0, names) }
    self.shares = shares
    self.outcomes = outcomes
  }

  /// Counts the events of the next group.
  ///
  /// - Parameters:
  ///   - decided: what it comes to; nil for a group that cannot be asked.
  ///   - requests: the requests of one of the events, as stored.
  ///   - events: how many they are.
  mutating func add(_ decided: DecidedGroup?, _ requests: ArraySlice<RecordedCalls.Request>, events: Int) {
    guard let decided else {
      ofGroup.append(-1)
      outcomes?.note(nil, events: events)
      return
    }
    let verdict = decided.verdict
    ofGroup.append(place(of: decided))
    shares.add(decided.shares, events: events)
    outcomes?.note(verdict, events: events)
    touched.add(decided.changes) { names.action(requests[requests.startIndex + $0].action) }
    replayed += events
    addFidelity(verdict, events)
    if let way = verdict.finding.way { ways[way, default: 0] += events }
  }

  private mutating func place(of decided: DecidedGroup) -> Int32 {
    // Groups that come to the same share an object.
    if let known = places[ObjectIdentifier(decided)] { return known }
    let place = Int32(truncatingIfNeeded: counted.count)
    places[ObjectIdentifier(decided)] = place
    kept.append(decided)
    counted.append(counted(decided))
    return place
  }

  private mutating func counted(_ decided: DecidedGroup) -> Counted {
    let verdict = decided.verdict
    let place = place(of: verdict.changeClass)
    let together = shares.words(decided.shares).map { causes.words.number(ExactText($0)) }
    var counted: [CountedCause] = []
    for cause in verdict.causes {
      let place = causes.place(verdict.changeClass, cause.reason, cause.statements)
      acceptance?.note(place, verdict.changeClass, cause.reason)
      counted.append(CountedCause(place: place, requests: cause.requests))
    }
    let statement =
      isGrouped ? Set(verdict.causes.map { $0.reason.sentence }).sorted().joined(separator: "; ") : ""
    return Counted(
      verdict, place: place, counted, touched(counted), compared(verdict.causes, counted),
      together: together, statement: ExactText(statement))
  }

  private mutating func touched(_ counted: [CountedCause]) -> [CountedRequests] {
    Dictionary(grouping: counted) { $0.requests }.map { requests, causes in
      CountedRequests(requests: requests, sum: self.causes.sum(ofCauses: causes.map { $0.place }))
    }
  }

  /// The conditions of all causes, with the requests that they touch.
  private mutating func compared(
    _ causes: [EventVerdict.Touched], _ counted: [CountedCause]
  ) -> [CountedValues] {
    struct Place: Hashable {
      var key: String
      var requests: [Int]
    }
    var lists: [Place: [CauseCollector.Compared]] = [:]
    for (cause, counted) in zip(causes, counted) {
      var touched: [Int32: Place] = [:]
      for request in cause.requests {
        for condition in cause.conditions[request] ?? [] {
          let key = condition.key.lowercased()
          touched[self.causes.number(condition), default: Place(key: key, requests: [])].requests
            .append(request)
        }
      }
      for (condition, place) in touched.sorted(by: { $0.key < $1.key }) {
        lists[place, default: []].append(.init(place: counted.place, condition: condition))
      }
    }
    return lists.map { place, conditions in
      CountedValues(
        key: place.key, requests: place.requests, list: self.causes.values(of: conditions))
    }
  }

  private mutating func place(of changeClass: ChangeClass) -> Int {
    if let place = classes.firstIndex(of: changeClass) { return place }
    classes.append(changeClass)
    return classes.count - 1
  }

  private mutating func addFidelity(_ verdict: EventVerdict, _ events: Int) {
    guard let recorded = verdict.finding.recordedAllows else { return }
    agreement.recorded += events
    if verdict.finding.namesOtherLayer { agreement.otherLayer += events }
    guard let isAllowed = verdict.finding.baselineAllows else {
      if Set(verdict.finding.decision.map { $0 == .allowed }).count == 1 {
        agreement.settledByRecord += events
      }
      for kind in verdict.finding.undecided { undecided[kind, default: 0] += events }
      return
    }
    agreement.determinate += events
    if isAllowed == recorded { agreement.agreeing += events }
  }
}

extension VerdictTally {
  /// The agreement with the record, and what leaves the rest undecided.
  var fidelity: Fidelity {
    var fidelity = agreement
    fidelity.undecided = NamedCount.ranked(undecided.map { ($0.key, $0.value) })
    return fidelity
  }

  /// The actions of numbers, for asking which statements any of them reached.
  func actions(_ numbers: Set<Int32>) -> [String] { numbers.map { names.text($0).text } }

  /// From what to what the events go, in the order of the sides.
  var flows: [DecisionFlow] {
    DecisionFlow.Side.allCases.flatMap { from in
      DecisionFlow.Side.allCases.flatMap { to in
        [false, true].compactMap { isImpact in
          ways[.init(from: from, to: to, isImpact: isImpact)].map {
            DecisionFlow(from: from, to: to, isImpact: isImpact, events: $0)
          }
        }
      }
    }
  }
}
