import AuditStore
import CloudTrail
import JSON

/// What AWS decided, as far as an event's error fields tell.
struct RecordedDecisionReader {
  let tables: DerivationTables

  /// The recorded decision and, when AWS's message is one, its parts.
  func read(_ event: EventFacts, _ record: RawEvent) -> (RecordedDecision, AccessDeniedMessage?) {
    guard let code = event.errorCode, !code.isEmpty else {
      let response = record.raw(.responseElements)
      let failed = response?.isObject == true && response?.member("errorCode") != nil
      return (failed || event.errorMessage != nil ? .unknown : .allowed, nil)
    }
    let message = event.errorMessage.flatMap { AccessDeniedMessage($0) }
    switch tables.errorClasses[DerivationTables.normalized(code)] {
    case "denied":
      let text = event.errorMessage ?? ""
      if tables.notPolicyMessages.contains(where: { text.range(ofText: $0) != nil }) {
        return (.unknown, nil)
      }
      if needsMessage(code), message == nil { return (.unknown, nil) }
      return (.denied, message)
    case "vpce-denied": return (.denied, message)
    case "allowed": return (.allowed, nil)
    case "allowed-likely": return (.allowedLikely, nil)
    default: return (.unknown, nil)
    }
  }

  /// Codes that some services use for other things than policies.
  private func needsMessage(_ code: String) -> Bool {
    let names = tables.errors["classes"]?["denied"]?["needs_message"]?.object ?? []
    return names.contains { DerivationTables.normalized($0.name) == DerivationTables.normalized(code) }
  }
}
