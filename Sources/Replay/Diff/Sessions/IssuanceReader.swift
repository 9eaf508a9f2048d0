import AuditStore
import CloudTrail
import JSON

/// What the parameters of an issuing call say, whoever made it.
struct IssuanceTerms: Sendable {
  let policies: SessionPolicies
  let issuance: SessionIssuance

  /// Reads raw request parameters.
  init(_ parameters: JSONValue?) {
    policies = SessionPolicies(issuedBy: parameters)
    issuance = SessionIssuance(parameters: parameters, caller: nil)
  }
}

/// Reads the parameters of many issuing calls; those that differ in nothing that sessions carry are read once.
struct IssuanceReader: Sendable {
  /// The members of which more counts than that they are there.
  private static let members: [StaticString] = ["policy", "policyArns", "taskPolicyArn", "sourceIdentity"]

  private var rests = SpanInterner()
  private var known: [IssuanceTerms] = []
  /// The numbers of terms by the template of the parameters; nil for a template whose values count.
  private var templates: [Int: Int32?] = [:]

  /// Whether sessions that were issued hand tags on to those that they issue.
  var hasTransitiveTags: Bool { known.contains { !$0.issuance.transitiveKeys.isEmpty } }

  /// Whether the terms of a number show every tag that was passed.
  func showsTags(_ number: Int32) -> Bool { known[Int(number)].issuance.showsTags }

  /// The terms of a number.
  subscript(number: Int32) -> IssuanceTerms { known[Int(number)] }

  /// The number of the terms of request parameters as they are stored; each template is taken apart once.
  mutating func number(_ parameters: TemplatedText) -> Int32 {
    if let number = templates[parameters.template] { return number ?? self.number(parameters.text) }
    let rest = Self.rest(parameters.templateText)
    let number = TemplatedText.hasMark(rest) ? nil : self.number(rest, parameters.text)
    templates[parameters.template] = .some(number)
    return number ?? self.number(parameters.text)
  }

  /// The number of the terms of raw request parameters; nil for those that were not recorded.
  mutating func number(_ parameters: String?) -> Int32 { number(Self.rest(parameters ?? ""), parameters) }

  private static func rest(_ parameters: String) -> [UInt8] {
    JSONSplit(Array(parameters.utf8), keeping: members).rest
  }

  private mutating func number(_ rest: [UInt8], _ parameters: String?) -> Int32 {
    let (number, isNew) = rests.intern(rest)
    if isNew { known.append(IssuanceTerms(RecordedCall.json(parameters))) }
    return Int32(truncatingIfNeeded: number)
  }
}
