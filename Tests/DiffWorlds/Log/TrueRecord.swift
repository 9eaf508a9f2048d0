import AuditStore
import IAMPolicy
import PolicyWorlds

/// What the log says of a decision, and which completions could have left it.
enum TrueRecord: Equatable {
  case allowed
  case unknown
  /// AWS denied one of these requests; the layer is what its message names.
  case denied(among: [Int], layer: Layer?, isExplicit: Bool?)
  /// AWS denied a check that no request of the log stands for.
  case elsewhere

  /// The requests that decide about the event.
  ///
  /// A request that was only possibly made can explain a denial, but never turns an allow into a deny.
  func requests(of event: TrueEvent) -> [TrueRequest] {
    switch self {
    case .allowed, .unknown: event.requests.filter { $0.isCertain }
    case .denied: event.requests.filter { $0.isMade }
    case .elsewhere: event.requests.filter { $0.isCertain } + [event.underived].compactMap { $0 }
    }
  }

  /// Whether a call with these baseline results could have left the record.
  ///
  /// - Parameter results: by the index of the request; the underived one behind the others.
  func agrees(_ event: TrueEvent, _ results: [Int: NaiveResult]) -> Bool {
    switch self {
    case .unknown: return true
    case .allowed:
      return event.requests.indices.allSatisfy {
        !event.requests[$0].isCertain || results[$0]?.outcome == .allowed
      }
    case .elsewhere:
      return results[event.requests.count].map { $0.outcome != .allowed } ?? false
    case .denied(let among, let layer, let isExplicit):
      return among.contains { index in
        guard event.requests[index].isMade, let result = results[index], result.outcome != .allowed else {
          return false
        }
        guard let layer else { return isExplicit.map { $0 == (result.outcome == .explicitlyDenied) } ?? true }
        if let isExplicit, isExplicit != (result.outcome == .explicitlyDenied) { return false }
        return (result.outcome == .explicitlyDenied ? result.denies : result.missing).contains(layer)
      }
    }
  }

  /// The layer in the words of a message.
  static func recorded(_ layer: Layer, _ isExplicit: Bool, action: String) -> RecordedLayer {
    let isTrust = action.hasPrefix("sts:")
    return switch (layer, isExplicit) {
    case (.identity, true): .identityExplicit
    case (.identity, false): .identityImplicit
    case (.boundary, true): .boundaryExplicit
    case (.boundary, false): .boundaryImplicit
    case (.session, true): .sessionExplicit
    case (.session, false): .sessionImplicit
    case (.scps, true): .scpExplicit
    case (.scps, false): .scpImplicit
    case (.rcps, true): .rcpExplicit
    case (.rcps, false): .rcpImplicit
    case (.vpcEndpoint, true): .endpointExplicit
    case (.vpcEndpoint, false): .endpointImplicit
    case (.resource, true): isTrust ? .trustExplicit : .resourceExplicit
    case (.resource, false): isTrust ? .trustImplicit : .resourceImplicit
    }
  }
}
