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
  private let notPolicyMessages: [[UInt8]]
  private var interner = SpanInterner()
  private var codes: [Code] = []

  init(tables: DerivationTables) {
    self.tables = tables
    let names = tables.errors["classes"]?["denied"]?["needs_message"]?.object ?? []
    ambiguousCodes = Set(names.map { DerivationTables.normalized($0.name) })
    notPolicyMessages = tables.notPolicyMessages.map { Array($0.utf8) }
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
      if let words, notPolicyMessages.contains(where: { words.firstIndex(of: $0) != nil }) {
        return Record(decision: .unknown)
      }
      if code.needsMessage, message == nil { return Record(decision: .unknown) }
      return Record(decision: .denied, layer: message?.layer, message: message)
    case "vpce-denied":
      return Record(decision: .denied, layer: message?.layer ?? .endpoint, message: message)
    case "allowed": return Record(decision: .allowed)
    case "allowed-likely": return Record(decision: .allowedLikely)
    default: return Record(decision: .unknown)
    }
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
