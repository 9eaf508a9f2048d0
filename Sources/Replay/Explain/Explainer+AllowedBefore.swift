import AuditStore

extension Explainer {
  /// Says when what was denied, and each request that may be it, had been allowed last.
  func addAllowedBefore(
    to result: inout EventExplanation, _ call: RecordedCall, _ amendments: Amendments,
    _ database: borrowing AuditDatabase
  ) throws {
    if let reason = whyNotLookedBack(call) { return result.allowedBefore = .notLookedFor(reason) }
    guard case .denied(let among) = call.derived.record, let time = call.stored.row.time else {
      return result.allowedBefore = .notLookedFor("the time of the event is not known")
    }
    var search = try AllowedSearch(
      principal: call.facts.identity.principal, before: time, amendments, database)
    for index in among where result.requests.indices.contains(index) {
      result.requests[index].allowedBefore = try search.answer(call.derived.requests[index], database)
    }
    result.allowedBefore =
      AllowedBefore(of: result.requests.compactMap { $0.allowedBefore })
      ?? .notLookedFor("which request AWS denied is not known")
  }

  /// Why it is not looked for; nil where it is, if the event's time is known.
  private func whyNotLookedBack(_ call: RecordedCall) -> String? {
    switch call.derived.record {
    case .allowed, .unknown: return "the record does not say that AWS denied the event"
    case .denied, .deniedElsewhere: break
    }
    if !looksBack { return "--no-history leaves it out" }
    if call.standing != nil { return "another record stands for the call" }
    if let reason = call.derived.record.whyNotAmongRequests { return reason }
    if call.facts.identity.caller == nil { return "the caller is not known" }
    return call.derived.requests.isEmpty ? "no request of the event is known" : nil
  }
}

extension EventRecord {
  /// Why none of the derived requests is what AWS denied; nil where one may be, or where AWS did not deny.
  var whyNotAmongRequests: String? {
    if case .deniedElsewhere = self { "AWS denied an action that is not among these requests" } else { nil }
  }
}
