import AuditStore
import CloudTrail
import IAMPolicy

/// The context keys that a check takes out of its parameters.
struct ContextPlan {
  /// One key and where its value stands.
  struct Key {
    enum Source {
      /// The values of a slot.
      case slot(Int)
      /// The values of two slots.
      case both(Int, Int)
      /// An alias where a key id may stand.
      case alias(Int)
      /// The ARN of a guardrail, or its id, and its version.
      case guardrail(Int, version: Int)
      /// The constraints of a grant, and the two kinds of them.
      case constraint(Int, equals: Int, subset: Int)
      /// The ARN of a cluster, or its name.
      case cluster(Int)
      /// The ARN of a function, or its name.
      case function(Int)
      /// The header with the tags of an object, which counts only if the directive of a copy says so.
      case objectTags(Int, directive: Int?)
    }

    /// How a parameter's value stands in the key.
    enum Form: Character {
      case asItIs = "="
      /// A branch, by the reference that Git keeps it under: AWS CodeCommit User Guide, "Limit pushes and merges to
      /// branches".
      case branch = "b"
      /// A name, in whose place an ARN may stand.
      case name = "n"
      /// A domain, whose capitals the service may not keep.
      case domain = "d"
      /// A DNS record's name in small letters and without a dot at the end, in which what is no letter, digit, `-`,
      /// `_` or `.` would be written as a number: Amazon Route 53 Developer Guide, "Using IAM policy conditions for
      /// fine-grained access control".
      case record = "r"
      /// The version or alias in the ARN of a state machine; of an ARN without one it is not documented whether the key is
      /// there.
      case qualifier = "q"
    }

    /// Where its name stands in `members`.
    fileprivate var member = 0..<0
    var source: Source
    /// Whether it holds a list.
    var isMultivalued: Bool
    /// Whether a call without the parameter has no such key; else a default of the service holds.
    var isAbsentWhenMissing: Bool
    /// Whether the caller's session may hold it where the parameter is missing.
    var isHeldBySession = false
    var form = Form.asItIs
    /// The normalized number of the parameter where it is a header of AWS's: of one in the query of a signed URL it is not
    /// documented whether S3 takes it up.
    var header: Int32?
    /// The check's types on which a request carries the key, one bit for each; all of them unless the reference gives it to
    /// some alone.
    ///
    /// Amazon EC2 User Guide, "Condition keys for Amazon EC2": of a call on several resources each is checked with the
    /// keys that apply to it.
    var types = UInt128.max
    /// The types, one bit for each, on which the key is of what was there before and not of the call: it is not known.
    var otherTypes: UInt128 = 0

    init(_ source: Source, isMultivalued: Bool, isAbsentWhenMissing: Bool) {
      self.source = source
      self.isMultivalued = isMultivalued
      self.isAbsentWhenMissing = isAbsentWhenMissing
    }
  }

  private(set) var keys: [Key] = []
  /// The keys' names in lower case, each as a JSON member's name behind a comma and with its colon.
  private var members: [UInt8] = []
  /// Whether the call carries KMS encryption context.
  var takesEncryptionContext = false
  /// The kind of token that the call shows, if it shows one.
  var token: FederatedToken?
  /// Whether the record tells how the call was signed.
  var takesSignature = false
  /// The slot of the device whose code a call may show, for the actions that take one.
  var deviceSlot: Int?
  /// Whether some of a check's types lack keys that others have.
  var differsByType: Bool { keys.contains { $0.types != .max } }

  /// Adds a key by its name in lower case.
  mutating func add(_ name: String, _ key: Key) {
    let start = members.count
    members.append(contentsOf: ",\(ContextCoding.quoted(name)):".utf8)
    keys.append(key)
    keys[keys.count - 1].member = start..<members.count
  }
}

/// What a caller without AWS credentials shows in their place.
enum FederatedToken {
  case webIdentity
  case assertion
}

/// What is known of an event's parameters as a whole, for the context of its requests.
struct ContextFacts: ~Copyable {
  /// Whether the record shows all parameters that were sent: an object, or none on a call that succeeded.
  private(set) var isReadable = false
  /// Whether a parameter that the record does not show was not sent.
  private(set) var isWhole = false
  /// Whether the parameters tell which of several checks an operation makes.
  private(set) var showsChoices = true
  /// Whether the call sets or takes away tags.
  private(set) var hasTags = false
  /// Whether the caller's session holds a source identity, which a session that it asks for gets as well.
  private(set) var holdsSourceIdentity = false
  /// Whether the call was allowed.
  private var isAllowed = false
  /// Whether the caller's session was made with MFA.
  private var isMultiFactor = false
  private var requestTags: RequestTags?
  /// Whether the parameters may hold tags beside those that are known to be the call's.
  private var mayHoldOthers = false
  /// Whether a launch template may give tags as well.
  private var isTemplated = false
  /// The members for request tags behind a comma; empty when they are not known.
  private var tags: [UInt8] = []
  private var encryption = EncryptionContext()
  /// What the call tells of an access point of S3.
  private var accessPoint = AccessPointUse.untold
  private var isEncryptionShown = false
  /// The members for a token, each behind a comma.
  private var token: [UInt8] = []
  private var transport = SignedTransport()

  /// Reads the tags.
  ///
  /// - Parameter isReading: whether the operation changes nothing.
  mutating func read(
    _ parameters: borrowing ParameterList, _ caller: CallerSlice, hasError: Bool, isAllowed: Bool,
    isPartial: Bool, isReading: Bool
  ) {
    self.isAllowed = isAllowed
    isMultiFactor = caller.isMultiFactor
    holdsSourceIdentity = caller.sourceIdentity.map { !$0.isEmpty } ?? false
    isReadable = parameters.isObject || (parameters.isMissing && !hasError)
    isWhole = isReadable && !isPartial
    showsChoices = parameters.isObject || (parameters.isMissing && !isPartial)
    hasTags = !parameters.tags.isEmpty
    mayHoldOthers = parameters.mayHoldTags || (parameters.hasTagMarker && !hasTags && !isReading)
    isTemplated = false
    requestTags = nil
    guard isReadable, hasTags else { return }
    requestTags = RequestTags(parameters.tags)
    tags = tagMembers(of: nil)
  }

  /// Takes what the call tells of an access point that a check is made through.
  mutating func take(_ use: AccessPointUse) { accessPoint = use }

  /// Appends what is known of the keys of access points, behind a comma; nothing where `bucketContext` tells it.
  fileprivate func writeAccessPoint(to bytes: inout ByteSink) {
    switch accessPoint {
    case .untold: break
    case .open:
      for key in DerivedRequest.accessPointKeys { Self.append(key, #"{"unknown":true}"#, to: &bytes) }
    case .used(nil):
      for key in DerivedRequest.accessPointKeys { Self.append(key, #"{"present":true}"#, to: &bytes) }
    case .used(let text?):
      Self.append(DerivedRequest.accessPointOrigin, #"{"present":true}"#, to: &bytes)
      Self.append(DerivedRequest.accessPointAccount, "", to: &bytes)
      (ARNSlice(text)?.account ?? TextSlice("")).appendQuoted(to: &bytes)
      Self.append(DerivedRequest.accessPointARN, "", to: &bytes)
      text.appendQuoted(to: &bytes)
    }
  }

  private static func append(_ key: StaticString, _ value: StaticString, to bytes: inout ByteSink) {
    bytes.append(#",""#)
    bytes.append(key)
    bytes.append(#"":"#)
    bytes.append(value)
  }

  /// The types of what the call makes that tags are given for.
  var tagTypes: [String] { requestTags?.types ?? [] }

  /// What is known of the tags for things of a type.
  func tags(of type: String?) -> [ContextFact] {
    requestTags?.facts(of: type, isWhole: !isTemplated && !mayHoldOthers) ?? []
  }

  /// Takes the tags of what a call makes; those of one type where they are given by type.
  ///
  /// - Parameters:
  ///   - type: the type of what is made; nil for what was there before, whose tags are not in the call.
  ///   - isTemplated: whether a launch template may give tags as well.
  mutating func takeTags(of type: String?, isTemplated: Bool) {
    let hasChanged = isTemplated != self.isTemplated
    self.isTemplated = isTemplated
    guard hasChanged || !tagTypes.isEmpty else { return }
    tags = tagMembers(of: type)
  }

  private func tagMembers(of type: String?) -> [UInt8] {
    guard type != nil || tagTypes.isEmpty else { return [] }
    return Self.members(tags(of: type))
  }

  /// The members for some facts, each behind a comma.
  private static func members(_ facts: [ContextFact]) -> [UInt8] {
    facts.isEmpty ? [] : Array(",\(ContextCoding.members(facts))".utf8)
  }

  /// Reads the KMS encryption context.
  mutating func readEncryption(_ parameters: borrowing ParameterList, _ names: borrowing ParameterNames) {
    let value = parameters.value(names.encryptionContext)
    isEncryptionShown = isWhole || (isReadable && value != nil)
    if isEncryptionShown { encryption.read(value) }
  }

  /// Reads what the call and its answer say of a token.
  mutating func readToken(_ kind: FederatedToken, _ event: RawEvent) {
    switch kind {
    case .webIdentity: token = Self.members(WebIdentityToken.facts(event.raw(.responseElements)))
    case .assertion: token = Self.members(SAMLAssertion.facts(event))
    }
  }

  /// Reads how the call was signed and sent.
  mutating func readTransport(_ event: RawEvent) {
    transport.read(event.raw(.additionalEventData), showsTLS: event.raw(.tlsDetails)?.isObject ?? false)
  }

  /// Whether the record tells that the call was signed in its query.
  var isSignedInQuery: Bool { transport.isSignedInQuery }

  /// Appends how the call was signed and sent, behind a comma.
  fileprivate func writeTransport(to bytes: inout ByteSink) { bytes.append(transport.members.text) }

  /// Appends what is known of a token, behind a comma.
  fileprivate func writeToken(to bytes: inout ByteSink) { bytes.append(token) }

  /// Appends what the device tells that the call shows a code of, behind a comma.
  ///
  /// STS API Reference, `AssumeRole` and `GetSessionToken`, `SerialNumber`; IAM User Guide, "Secure API access with MFA":
  /// by device and code a policy sees MFA also where the caller's credentials were made without. STS has checked the
  /// code of a call that it allowed; whether that of a denied one was right, and how old MFA is by it, AWS does not say.
  ///
  /// - Parameters:
  ///   - isSent: whether the call names a device.
  ///   - isTold: whether the record tells which.
  fileprivate func writeMultiFactor(isSent: Bool, isTold: Bool, to bytes: inout ByteSink) {
    guard !isMultiFactor, isSent || !isWhole else { return }
    bytes.append(#","aws:multifactorauthage":{"unknown":true},"aws:multifactorauthpresent":"#)
    bytes.append(isAllowed && isTold ? #""true""# : #"{"unknown":true}"#)
  }

  /// Appends what is known of the KMS encryption context, behind a comma.
  fileprivate func writeEncryption(to bytes: inout ByteSink) {
    if isEncryptionShown { bytes.append(encryption.members.text) }
  }

  /// Appends what is known of the tags, behind a comma.
  fileprivate func writeTags(to bytes: inout ByteSink) {
    guard isWhole || (isReadable && hasTags) else { return }
    if hasTags { return bytes.append(tags) }
    if !mayHoldOthers, !isTemplated { bytes.append(#","aws:requesttag/*":null,"aws:tagkeys":null"#) }
  }
}

extension ContextPlan {
  /// Appends the request's context as JSON.
  ///
  /// - Parameter type: the number of the resource's type; nil where it is not known.
  func write(
    _ parameters: borrowing ParameterList, _ matches: borrowing ScratchList<SlotMatch>,
    _ facts: borrowing ContextFacts, _ site: CallSite, type: Int?,
    to bytes: inout ByteSink
  ) {
    let start = bytes.count
    facts.writeTags(to: &bytes)
    if takesEncryptionContext { facts.writeEncryption(to: &bytes) }
    if token != nil { facts.writeToken(to: &bytes) }
    if takesSignature { facts.writeTransport(to: &bytes) }
    if let deviceSlot {
      let device = matches[deviceSlot]
      facts.writeMultiFactor(isSent: device.isNamed, isTold: parameters.hasOneValue(device), to: &bytes)
    }
    facts.writeAccessPoint(to: &bytes)
    let isShown = facts.isReadable && !parameters.isCut
    for key in keys {
      let isCarried = key.isCarried(on: type)
      guard isCarried == false || (isShown && isCarried == true && !key.isOfOther(type)) else { continue }
      let start = bytes.count
      TextSlice.with(members) { bytes.append($0[key.member]) }
      if isCarried == false {
        bytes.append("null")
      } else if !key.write(parameters, matches, facts, site, to: &bytes) {
        bytes.removeAll(from: start)
      }
    }
    // Every member stands behind a comma; the first one's makes room for the brace.
    if bytes.count == start {
      bytes.append(UInt8(ascii: "{"))
    } else {
      bytes[start] = UInt8(ascii: "{")
    }
    bytes.append(UInt8(ascii: "}"))
  }
}

extension ContextPlan.Key {
  /// Whether a request on a type has the key; nil where that hangs on the type, and it is not known.
  fileprivate func isCarried(on type: Int?) -> Bool? {
    guard types != .max else { return true }
    return type.map { types >> $0 & 1 == 1 }
  }

  /// Whether the key of a request on a type is not of what the call says.
  fileprivate func isOfOther(_ type: Int?) -> Bool { type.map { otherTypes >> $0 & 1 == 1 } ?? false }

  /// Appends what is known of the key; false, and perhaps something, when that is nothing.
  fileprivate func write(
    _ parameters: borrowing ParameterList, _ matches: borrowing ScratchList<SlotMatch>,
    _ facts: borrowing ContextFacts, _ site: CallSite, to bytes: inout ByteSink
  ) -> Bool {
    let slot =
      switch source {
      case .slot(let slot), .alias(let slot), .both(let slot, _), .guardrail(let slot, _), .cluster(let slot),
        .constraint(let slot, _, _), .function(let slot), .objectTags(let slot, _):
        slot
      }
    guard facts.isWhole || matches[slot].isNamed else { return false }
    if let header, parameters.headers.queryHolds(header) { return false }
    if isHeldBySession, facts.holdsSourceIdentity, !matches[slot].isNamed { return false }
    switch source {
    case .slot: return writeValues(of: matches[slot], nil, parameters, to: &bytes)
    case .both(_, let other):
      guard facts.isWhole else { return false }
      return writeValues(of: matches[slot], matches[other], parameters, to: &bytes)
    case .alias: return writeAlias(matches[slot], parameters, to: &bytes)
    case .guardrail(_, let version):
      return writeGuardrail(
        matches[slot], version: matches[version], parameters, facts.isWhole ? site : nil, to: &bytes)
    case .constraint(_, let equals, let subset):
      return writeConstraint(
        isGiven: matches[slot].isNamed, equals: matches[equals].isNamed, subset: matches[subset].isNamed,
        to: &bytes)
    case .cluster: return writeCluster(matches[slot], parameters, facts.isWhole ? site : nil, to: &bytes)
    case .function: return writeFunction(matches[slot], parameters, facts.isWhole ? site : nil, to: &bytes)
    case .objectTags(_, let directive):
      if let directive, !ObjectTags.isReplacing(matches[directive], parameters) { return false }
      return ObjectTags.write(
        matches[slot], parameters, isAbsentWhenMissing: isAbsentWhenMissing, to: &bytes)
    }
  }

  func writeAbsent(to bytes: inout ByteSink) -> Bool {
    guard isAbsentWhenMissing else { return false }
    bytes.append("null")
    return true
  }

  /// - Parameter other: another parameter whose values the key has as well, if there is one.
  private func writeValues(
    of match: SlotMatch, _ other: SlotMatch?, _ parameters: borrowing ParameterList, to bytes: inout ByteSink
  ) -> Bool {
    guard match.isNamed else { return writeAbsent(to: &bytes) }
    guard match.isFilled else {
      guard match.isOnlyEmpty else { return false }
      bytes.append("\"\"")
      return true
    }
    let start = bytes.count
    var count = 0
    guard append(match, parameters, &count, to: &bytes) else { return false }
    if let other, other.isNamed, !append(other, parameters, &count, to: &bytes) { return false }
    guard count > 1 else { return count == 1 }
    guard isMultivalued else { return false }
    bytes.insert(UInt8(ascii: "["), at: start)
    bytes.append(UInt8(ascii: "]"))
    return true
  }

  /// Appends the values of a parameter, the same several times as one where the key has one; false where one of them cannot
  /// be told.
  private func append(
    _ match: SlotMatch, _ parameters: borrowing ParameterList, _ count: inout Int, to bytes: inout ByteSink
  ) -> Bool {
    guard match.isFilled else { return false }
    for index in match.first..<parameters.entries.count {
      let entry = parameters.entries[index]
      guard entry.name == match.name else { continue }
      // A value of another depth or one that is hidden may be part of what IAM saw.
      guard entry.depth == match.depth, entry.isUsable else { return false }
      if !isMultivalued, index > match.first, entry.text == parameters.entries[match.first].text { continue }
      if count > 0 { bytes.append(UInt8(ascii: ",")) }
      guard form.append(entry.text, to: &bytes) else { return false }
      count += 1
    }
    return true
  }

  private func writeAlias(_ match: SlotMatch, _ parameters: borrowing ParameterList, to bytes: inout ByteSink)
    -> Bool
  {
    guard match.isNamed else { return writeAbsent(to: &bytes) }
    guard parameters.hasOneValue(match) else { return false }
    let text = parameters.entries[match.first].text
    let name = ARNSlice(text)?.resource ?? text
    guard name.hasPrefix("alias/") else { return writeAbsent(to: &bytes) }
    name.appendQuoted(to: &bytes)
    return true
  }
}

extension ContextPlan.Key.Form {
  /// Appends a parameter's value as a JSON string; false where it is not known how it would be written.
  fileprivate func append(_ text: TextSlice, to bytes: inout ByteSink) -> Bool {
    switch self {
    case .asItIs: text.appendQuoted(to: &bytes)
    case .branch:
      guard !text.hasSpecials, !text.hasPrefix("refs/") else { return false }
      bytes.append("\"refs/heads/")
      bytes.append(text)
      bytes.append(UInt8(ascii: "\""))
    case .name:
      guard !text.hasPrefix("arn:") else { return false }
      text.appendQuoted(to: &bytes)
    case .qualifier:
      guard let qualifier = text.stateMachineQualifier else { return false }
      qualifier.appendQuoted(to: &bytes)
    case .domain:
      guard !text.hasByte(where: { $0 &- 0x41 < 26 }) else { return false }
      text.appendQuoted(to: &bytes)
    case .record:
      let name = text.hasSuffix(".") ? text.prefix(text.count - 1) : text
      guard !name.isEmpty, !name.hasByte(where: { !Self.isPlain($0) }) else { return false }
      bytes.append(UInt8(ascii: "\""))
      bytes.append(lowercased: name)
      bytes.append(UInt8(ascii: "\""))
    }
    return true
  }

  /// Whether a byte is a letter, a digit, `-`, `_` or `.`.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || [0x2D, 0x2E, 0x5F].contains(byte)
  }
}

extension TextSlice {
  fileprivate func hasByte(where isMeant: (UInt8) -> Bool) -> Bool {
    for index in 0..<count where isMeant(self[index]) { return true }
    return false
  }

  /// Whether it holds digits alone, at least one.
  var isNumber: Bool { !isEmpty && !hasByte { $0 &- 0x30 >= 10 } }

  /// Appends the text as a JSON string.
  func appendQuoted(to bytes: inout ByteSink) {
    if hasSpecials {
      return bytes.append(Array(ContextCoding.quoted(string()).utf8))
    }
    bytes.append(UInt8(ascii: "\""))
    bytes.append(self)
    bytes.append(UInt8(ascii: "\""))
  }
}

/// Texts of records that are no values.
enum EventText {
  /// Whether CloudTrail put a placeholder where a value was.
  static func isHidden(_ text: String) -> Bool { TextSlice.with(Array(text.utf8)) { $0.isHidden } }
}
