import AuditStore
import CloudTrail
import JSON

/// What the parameters of an issuing call say, whoever made it.
struct IssuanceTerms: Sendable {
  let policies: SessionPolicies
  let issuance: SessionIssuance
  /// A number that equal terms may share; nil for terms that were read by themselves.
  fileprivate(set) var number: Int32?

  /// Reads raw request parameters.
  init(_ parameters: JSONValue?) {
    policies = SessionPolicies(issuedBy: parameters)
    issuance = SessionIssuance(parameters: parameters, caller: nil)
  }
}

/// Reads the parameters of many issuing calls; those that differ in nothing that sessions carry are read once.
struct IssuanceReader {
  /// The members of which more counts than that they are there.
  private static let members: [StaticString] = ["policy", "policyArns", "taskPolicyArn", "sourceIdentity"]

  private var rests = SpanInterner()
  private var known: [IssuanceTerms] = []

  /// The terms of raw request parameters; nil for those that were not recorded.
  mutating func terms(_ parameters: String?) -> IssuanceTerms {
    let text = parameters.map { Array($0.utf8) } ?? []
    let (number, isNew) = rests.intern(JSONSplit(text, keeping: Self.members).rest)
    if isNew {
      var terms = IssuanceTerms(RecordedCall.json(parameters))
      terms.number = Int32(truncatingIfNeeded: number)
      known.append(terms)
    }
    return known[number]
  }
}
