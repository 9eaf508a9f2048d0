import AuditStore
import IAMPolicy

/// A call as far as its decision hangs on it, but for what the policies of caller and endpoint make of it and for how the
/// caller's account stands to those of the resources.
///
/// INVARIANT: it holds all that the engine or a diff takes from an action, a resource or what is known for a request
/// alone, in another way than by the statements of the caller's own policies. Whoever adds such a way adds it here.
struct CallLook: Hashable, Sendable {
  /// One of its requests.
  private struct Request: Hashable, Sendable {
    let action: ActionTraits
    let resource: ResourceTraits
    /// Credentials tell IAM from other services, and of STS the actions apart; the causes ask for STS.
    let text: ExactText
    let options: RequestOptions
    /// What is known for the request alone, as far as other policies than callers' own look at it.
    let facts: [ProjectedFact]

    init(
      _ request: DerivedRequest, _ subject: CallSubjects.Subject, seenBy keys: Set<String>,
      _ vocabulary: PolicyVocabulary
    ) {
      action = ActionTraits(subject.request)
      resource = ResourceTraits(subject.request)
      let service = request.action.prefix { $0 != ":" }
      text = ExactText(service == "sts" ? request.action : service == "iam" ? "iam" : "")
      options = subject.options
      var known: [String: ContextValue] = [:]
      for fact in subject.facts where keys.contains(fact.key) { known[fact.key] = fact.value }
      facts = known.sorted { $0.key < $1.key }.map { ProjectedFact($0.key, $0.value, vocabulary) }
    }
  }

  /// See `CallNumbers.shape(ofCall:)`.
  private let shape: Int32
  /// It hangs on which of the requests are for the same action.
  private let record: EventRecord
  private let requests: [Request]
  private let policies: [PolicyLook]
  /// The changes that bring or take policies of the resources, by their places, request by request.
  private let changes: [[Int]]
  /// What the resources' policies make of the actions.
  private let marks: [Int32]

  /// - Parameter number: the call's number.
  init(_ call: AskedParts.Subjects, _ number: Int32, _ calls: CallNumbers, _ vocabulary: PolicyVocabulary) {
    shape = calls.shape(ofCall: number)
    let (derived, prepared) = (call.subjects.derived, call.subjects.requests)
    let keys = calls.sharedSight(ofCall: number).seen.keys
    record = derived.record
    requests = zip(derived.requests, prepared).map { Request($0, $1, seenBy: keys, vocabulary) }
    policies = call.layers.map { PolicyLook($0) }
    changes = call.layers.map { $0.changes }
    marks = zip(prepared, call.layers).reduce(into: []) { marks, own in
      own.1.appendMarks(of: own.0.request, to: &marks)
    }
  }
}
