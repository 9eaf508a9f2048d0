import AuditStore
import CloudTrail
import JSON

/// What AWS decided, as far as an event's error fields tell.
struct RecordedDecisionReader {
  /// What an error code alone says.
  private struct Code {
    var name: String?
    /// Whether some services use the code for other things than policies.
    var needsMessage: Bool
  }

  /// What the error fields of an event say.
  struct Record {
    var decision: RecordedDecision
    var layer: RecordedLayer?
    /// AWS's message, when it is one about access.
    var message: AccessDeniedMessage?

    /// What a VPC endpoint's policy decided by the endpoint's own record.
    ///
    /// Anything else that failed came behind it, or before: its answer is not in the record.
    var ofEndpoint: RecordedDecision {
      switch layer {
      case .endpoint, .endpointImplicit, .endpointExplicit: .denied
      default: decision == .allowed ? .allowed : .unknown
      }
    }
  }

  private let tables: DerivationTables
  private let ambiguousCodes: Set<String>
  private let policyWords: [PolicyWords]
  private var interner = SpanInterner()
  private var codes: [Code] = []

  init(tables: DerivationTables) {
    self.tables = tables
    let names = tables.errors["classes"]?["denied"]?["needs_message"]?.object ?? []
    ambiguousCodes = Set(names.map { DerivationTables.normalized($0.name) })
    policyWords = tables.policyMessages.map { PolicyWords($0) }
  }

  /// The recorded decision and, when AWS's message is one, its parts.
  mutating func read(_ event: RawEvent, _ strings: inout StringReader) -> Record {
    if let raw = event.raw(.errorCode), !raw.isString, !raw.isNull { return Record(decision: .unknown) }
    guard let text = strings.text(event.raw(.errorCode)), !text.isEmpty else {
      let response = event.raw(.responseElements)
      // Responses are long and hardly ever hold one, so that a look over the bytes comes first.
      let failed =
        response?.isObject == true && response?.asText.contains(#""errorCode""#, rarestAt: 6) == true
        && response?.member("errorCode") != nil
      let isOpen =
        failed || event.raw(.errorMessage)?.isString == true || event.consoleSignIn?.result == "Failure"
      return Record(decision: isOpen ? .unknown : .allowed)
    }
    let words = strings.text(event.raw(.errorMessage))
    let message = words.flatMap { AccessDeniedMessage($0) }
    let code = self.code(text)
    switch code.name {
    case "denied":
      guard isPolicy(message, words, needsMessage: code.needsMessage) else {
        return Record(decision: .unknown)
      }
      return Record(decision: .denied, layer: message?.layer, message: message)
    case "vpce-denied":
      return Record(decision: .denied, layer: message?.layer ?? .endpoint, message: message)
    case "allowed": return Record(decision: .allowed)
    case "allowed-likely": return Record(decision: .allowedLikely)
    default: return Record(decision: .unknown)
    }
  }

  /// Whether a denial is a policy's, which services do not only deny by: the state of a bucket, of an account or of a
  /// grant outside IAM has the same code, and only the words tell.
  private func isPolicy(_ message: AccessDeniedMessage?, _ words: TextSlice?, needsMessage: Bool) -> Bool {
    if let message { return !message.givesOtherReason }
    guard !needsMessage else { return false }
    guard let words, !words.isEmpty, !words.isHidden else { return true }
    return !words.givesOtherReason && policyWords.contains { $0.match(words) }
  }

  /// Whether the caller was not recognized, so that nothing was authorized.
  mutating func isUnauthenticated(_ event: RawEvent, _ strings: inout StringReader) -> Bool {
    guard let text = strings.text(event.raw(.errorCode)), !text.isEmpty else { return false }
    return code(text).name == "unauthenticated"
  }

  private mutating func code(_ text: TextSlice) -> Code {
    // Codes are few, but a log may hold anything.
    if codes.count > 10_000 {
      interner.removeAll()
      codes.removeAll()
    }
    let (id, isNew) = interner.intern(text)
    if isNew {
      let plain = DerivationTables.normalized(text.string())
      codes.append(Code(name: tables.errorClasses[plain], needsMessage: ambiguousCodes.contains(plain)))
    }
    return codes[id]
  }
}

/// Words in which a service says that a policy denied.
private struct PolicyWords {
  private let text: [UInt8]
  private let isBeginning: Bool

  /// The words; only their beginning when they end in `*`.
  init(_ text: String) {
    isBeginning = text.hasSuffix("*")
    self.text = Array(text.utf8.prefix(text.utf8.count - (isBeginning ? 1 : 0)))
  }

  func match(_ words: TextSlice) -> Bool {
    let compared = isBeginning ? words.prefix(text.count) : words
    return TextSlice.with(text) { compared.equalsIgnoringCase($0) }
  }
}
