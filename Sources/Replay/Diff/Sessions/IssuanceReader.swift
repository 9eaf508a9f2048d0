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
  /// The places of terms in `known` by the template of the parameters; nil for a template whose values count.
  private var templates: [Int: Int?] = [:]

  /// The terms of request parameters as they are stored; each template is taken apart once.
  mutating func terms(_ parameters: TemplatedText) -> IssuanceTerms {
    if let place = templates[parameters.template] { return place.map { known[$0] } ?? terms(parameters.text) }
    let rest = Self.rest(parameters.templateText)
    let place = TemplatedText.hasMark(rest) ? nil : self.place(rest, parameters.text)
    templates[parameters.template] = .some(place)
    return place.map { known[$0] } ?? terms(parameters.text)
  }

  /// The terms of raw request parameters; nil for those that were not recorded.
  mutating func terms(_ parameters: String?) -> IssuanceTerms {
    known[place(Self.rest(parameters ?? ""), parameters)]
  }

  private static func rest(_ parameters: String) -> [UInt8] {
    JSONSplit(Array(parameters.utf8), keeping: members).rest
  }

  private mutating func place(_ rest: [UInt8], _ parameters: String?) -> Int {
    let (number, isNew) = rests.intern(rest)
    if isNew {
      var terms = IssuanceTerms(RecordedCall.json(parameters))
      terms.number = Int32(truncatingIfNeeded: number)
      known.append(terms)
    }
    return number
  }
}
