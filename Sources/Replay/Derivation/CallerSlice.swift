import AuditStore
import CloudTrail
import IAMPolicy

/// What derivation needs of a `userIdentity`, read in one pass over its bytes.
struct CallerSlice {
  /// The texts, or where they stand; nil for those that the identity does not have.
  struct Fields<Text> {
    var type: Text?
    var arn: Text?
    var account: Text?
    var principalID: Text?
    var invokedBy: Text?
    var issuer: Text?
    var provider: Text?
    /// The source identity that the session holds.
    var sourceIdentity: Text?
    /// Whether the session was made with MFA, as CloudTrail writes it.
    var mfaAuthenticated: Text?
    /// The partition of the caller's ARN.
    var partition: Text?

    /// The same fields with something else for each text.
    @inline(__always)
    func map<Other>(_ transform: (Text) -> Other) -> Fields<Other> {
      Fields<Other>(
        type: type.map(transform), arn: arn.map(transform), account: account.map(transform),
        principalID: principalID.map(transform),
        invokedBy: invokedBy.map(transform), issuer: issuer.map(transform), provider: provider.map(transform),
        sourceIdentity: sourceIdentity.map(transform), mfaAuthenticated: mfaAuthenticated.map(transform),
        partition: partition.map(transform))
    }

    /// The same fields; nil when `transform` has nothing for one of the texts.
    func map<Other>(_ transform: (Text) -> Other?) -> Fields<Other>? {
      var isWhole = true
      let found = Fields<Other>(
        type: type.flatMap { take(transform($0), &isWhole) },
        arn: arn.flatMap { take(transform($0), &isWhole) },
        account: account.flatMap { take(transform($0), &isWhole) },
        principalID: principalID.flatMap { take(transform($0), &isWhole) },
        invokedBy: invokedBy.flatMap { take(transform($0), &isWhole) },
        issuer: issuer.flatMap { take(transform($0), &isWhole) },
        provider: provider.flatMap { take(transform($0), &isWhole) },
        sourceIdentity: sourceIdentity.flatMap { take(transform($0), &isWhole) },
        mfaAuthenticated: mfaAuthenticated.flatMap { take(transform($0), &isWhole) },
        partition: partition.flatMap { take(transform($0), &isWhole) })
      return isWhole ? found : nil
    }

    private func take<Other>(_ value: Other?, _ isWhole: inout Bool) -> Other? {
      if value == nil { isWhole = false }
      return value
    }
  }

  private(set) var fields = Fields<TextSlice>()

  /// Nobody.
  init() {}

  init(_ fields: Fields<TextSlice>) { self.fields = fields }

  init(_ raw: RawJSON, _ strings: inout StringReader) {
    var cursor = RawCursor(raw)
    var member = cursor.firstMember()
    while let name = member {
      if name == "sessionContext" {
        readSession(&cursor, &strings)
      } else {
        read(name, cursor.next(), &strings)
      }
      member = cursor.nextMember()
    }
    // A role without a session is named by its own ARN.
    if fields.issuer == nil, type == "Role",
      arn.flatMap({ ARNSlice($0) })?.resource.hasPrefix("role/") == true
    {
      fields.issuer = arn
    }
    if let partition = arn.flatMap({ ARNSlice($0) })?.partition, !partition.isEmpty {
      fields.partition = partition
    }
  }

  var type: TextSlice { fields.type ?? TextSlice("") }
  var arn: TextSlice? { fields.arn }
  var account: TextSlice? { fields.account }
  var principalID: TextSlice? { fields.principalID }
  var invokedBy: TextSlice? { fields.invokedBy }
  var issuer: TextSlice? { fields.issuer }
  /// The source identity of the caller's session, which stands also for one that the record hides.
  var sourceIdentity: TextSlice? { fields.sourceIdentity }
  /// Whether the record says that the caller's session was made with MFA.
  var isMultiFactor: Bool { fields.mfaAuthenticated.map { $0 == "true" } ?? false }
  /// The partition of the caller's ARN.
  var partition: TextSlice? { fields.partition }

  private mutating func read(_ name: TextSlice, _ value: RawJSON, _ strings: inout StringReader) {
    switch name.first {
    case UInt8(ascii: "t"): if name == "type" { fields.type = strings.shown(value) }
    case UInt8(ascii: "a"):
      if name == "arn" { fields.arn = strings.shown(value) }
      if name == "accountId" { fields.account = strings.shown(value) }
    case UInt8(ascii: "p"): if name == "principalId" { fields.principalID = strings.shown(value) }
    case UInt8(ascii: "i"):
      if name == "invokedBy" { fields.invokedBy = strings.shown(value) }
      if name == "identityProvider" { fields.provider = strings.shown(value) }
    default: break
    }
  }

  private mutating func readSession(_ cursor: inout RawCursor, _ strings: inout StringReader) {
    guard cursor.first == UInt8(ascii: "{") else { return cursor.skip() }
    var member = cursor.firstMember()
    while let name = member {
      if name == "sessionIssuer", cursor.first == UInt8(ascii: "{") {
        Self.read("arn", into: &fields.issuer, &cursor, &strings)
      } else if name == "sourceIdentity" {
        fields.sourceIdentity = strings.text(cursor.next())
      } else if name == "attributes", cursor.first == UInt8(ascii: "{") {
        Self.read("mfaAuthenticated", into: &fields.mfaAuthenticated, &cursor, &strings)
      } else {
        cursor.skip()
      }
      member = cursor.nextMember()
    }
  }

  /// Reads the text of one member of an object; the others are passed over.
  private static func read(
    _ wanted: StaticString, into field: inout TextSlice?, _ cursor: inout RawCursor,
    _ strings: inout StringReader
  ) {
    var member = cursor.firstMember()
    while let name = member {
      let value = cursor.next()
      if name == wanted { field = strings.shown(value) }
      member = cursor.nextMember()
    }
  }

  /// Whether the identity provider is named as trust policies name it; CloudTrail gives SAML's as a hash.
  var namesProvider: Bool {
    guard let provider = fields.provider else { return false }
    return provider.hasPrefix("arn:") || provider.firstIndex(of: UInt8(ascii: ".")) != nil
  }

  /// Whether the caller shows an assertion.
  var isSAML: Bool { type == "SAMLUser" }

  /// Whether the caller is known by account and unique ID, though not by its ARN: see `UnnamedCaller`.
  var isKnownByID: Bool {
    guard arn == nil, let account, let principalID else { return false }
    return UnnamedCaller(account: account.string(), principalID: principalID.string()) != nil
  }

  private var isAnonymous: Bool {
    AnonymousCaller.isMeant(type: type, principalID: principalID, account: account) { $0 == $1 }
  }

  /// The class of any call that this identity makes; nil when it depends on the event's name.
  var eventClassOfAnyName: EventClass? {
    type == TextSlice("SAMLUser") || type == TextSlice("WebIdentityUser") ? nil : eventClass(TextSlice(""))
  }

  /// The class of a call that this identity makes.
  func eventClass(_ eventName: TextSlice) -> EventClass {
    if isAnonymous { return .anonymous }
    if type == "AssumedRole" || type == "Role" {
      if arn == nil, issuer == nil { return .unreadable }
      return issuer?.firstIndex(of: ":role/aws-service-role/") == nil ? .principal : .serviceLinkedRole
    }
    if type == "AWSService" { return invokedBy == nil ? .unreadable : .servicePrincipal }
    if type == "IAMUser" || type == "FederatedUser" { return arn == nil ? .unreadable : .principal }
    if type == "Root" { return .root }
    if type.isEmpty { return invokedBy == nil ? .unreadable : .servicePrincipal }
    if type == "AWSAccount" { return .ownerCopy }
    if type == "SAMLUser" || type == "WebIdentityUser" {
      return eventName.hasPrefix("AssumeRoleWith") ? .federation : .nonIAMPrincipal
    }
    return isOutsideIAM ? .nonIAMPrincipal : .unreadable
  }

  /// Whether the type is one of those that no IAM policy governs.
  ///
  /// CloudTrail User Guide, "CloudTrail userIdentity element": `Unknown`, which is also documented, does not say who
  /// called, and no more does a type that the guide does not name.
  private var isOutsideIAM: Bool { type == "Directory" || type == "IdentityCenterUser" }
}
