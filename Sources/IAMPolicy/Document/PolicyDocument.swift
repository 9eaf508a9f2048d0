public import JSON

/// A policy document that has passed its parser: version, statements, and where each stood in the text.
///
/// IAM User Guide, "IAM JSON policy elements reference".
public struct PolicyDocument: Sendable, Equatable {
  /// The language version; it decides whether `${…}` is a variable or literal text.
  public var version: PolicyVersion
  /// The optional `Id` element.
  public var id: String?
  /// The statements in source order.
  public var statements: [Statement]

  /// Makes a document from its parts.
  public init(version: PolicyVersion, id: String? = nil, statements: [Statement]) {
    self.version = version
    self.id = id
    self.statements = statements
  }
}

/// The version of the policy language: absent means 2008-10-17.
public enum PolicyVersion: String, Sendable {
  case v2008 = "2008-10-17"
  case v2012 = "2012-10-17"
}

/// What a policy is attached as; it decides which elements the document may hold.
public enum PolicyType: String, Sendable, CaseIterable {
  case identity, boundary, session, trust, resource, kms, scp, rcp, vpce
}

/// Whether a statement allows or denies.
public enum Effect: String, Sendable {
  case allow = "Allow"
  case deny = "Deny"
}

/// A value and the place in the policy text where it stood.
public struct Located<Value: Sendable & Equatable>: Sendable, Equatable {
  /// The value.
  public var value: Value
  /// Line and column of its first character.
  public var position: SourcePosition

  /// Makes a located value.
  public init(_ value: Value, at position: SourcePosition = SourcePosition()) {
    self.value = value
    self.position = position
  }
}
