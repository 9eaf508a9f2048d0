/// Something the parser has to say about a policy text, with its place.
public struct PolicyFinding: Sendable, Equatable {
  /// How grave it is: an error means AWS would not have stored the text.
  public enum Severity: String, Sendable {
    case error, warning
  }

  /// A stable code such as `E-EFFECT` or `W-VERSION-ABSENT`.
  public var code: String
  /// Error or warning.
  public var severity: Severity
  /// Where in the text.
  public var position: SourcePosition
  /// What is wrong, as a fragment without position or final period.
  public var message: String

  /// Makes a finding.
  public init(code: String, severity: Severity, position: SourcePosition, message: String) {
    self.code = code
    self.severity = severity
    self.position = position
    self.message = message
  }
}

/// The outcome of reading a policy text: a document unless an error leaves its meaning open, and all findings.
public struct ParsedPolicy: Sendable, Equatable {
  /// The document; nil when an error leaves open what the text would mean.
  public var document: PolicyDocument?
  /// Errors and warnings in source order.
  public var findings: [PolicyFinding]

  /// Makes an outcome.
  public init(document: PolicyDocument?, findings: [PolicyFinding]) {
    self.document = document
    self.findings = findings
  }
}
