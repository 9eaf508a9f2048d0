/// The words for what is accepted and for groups, without markup and with texts of the log as they are.
extension DiffReport {
  /// How much of each class is accepted, in sentences.
  var acceptedSentences: [String] {
    ChangeClass.allCases.compactMap { changeClass in
      let counts = count(of: changeClass)
      guard counts.accepted > 0 else { return nil }
      return "\(TextFormat.count(counts.accepted)) of \(TextFormat.count(counts.events, "event")) "
        + "\(changeClass.title) are accepted and fail nothing."
    }
  }

  /// Why a column of requests may have more than its sum.
  var requestSentences: [String] {
    var sentences = ["Requests are distinct combinations of principal, action and resource."]
    let sum = summary.filter { $0.key != .notReplayable }.values.reduce(0) { $0 + $1.requests }
    if sum > requests { sentences.append("One with events of several classes stands under each of them.") }
    if !causes.isEmpty {
      sentences.append(
        "Under a cause, those stand first of whose events it touches the largest share; the other lists begin with the "
          + "most events.")
    }
    if hasOverlappingCauses { sentences.append("An event with several causes stands under each of them.") }
    return sentences
  }

  /// The dimensions of the groups as they were typed.
  var groupingText: String { grouping.map { $0.name }.joined(separator: ", ") }

  /// The groups of a class, most events first.
  func groups(of changeClass: ChangeClass) -> [DiffGroup] {
    groups.filter { $0.changeClass == changeClass }
  }
}

extension ArraySlice<DiffGroup> {
  /// How many groups they are, beside those that are shown, and with how many events.
  var more: String {
    "\(TextFormat.count(count, "more group")) with "
      + TextFormat.count(reduce(0) { $0 + $1.count.events }, "event")
  }
}

extension ChangeShare {
  /// What the change has to do with the changed events, in one sentence.
  var sentence: String {
    func count(_ events: Int, _ words: String) -> String? {
      events > 0 ? "\(TextFormat.count(events, "event")) \(words)" : nil
    }
    let parts = [
      count(alone, "by itself"), count(together, "only together with others"),
      count(either, "by itself, which others change without it as well"),
    ].compactMap { $0 }
    return "\(change): " + (parts.isEmpty ? "changes no event" : parts.joined(separator: "; "))
  }
}

extension DiffGroup {
  /// What the events have in common, on one line.
  var title: String { names.joined(separator: " | ") }

  /// Events, requests, days, first and last seen.
  var extent: String {
    var text = count.extent(on: days, seen)
    if changeClass.isConfirmable { text += "; \(TextFormat.count(count.confirmed)) confirmed by the log" }
    if count.accepted > 0 { text += "; \(TextFormat.count(count.accepted)) accepted" }
    return text
  }
}

extension AcceptedEntry {
  /// The entry and what it came to, in one sentence.
  var sentence: String {
    let notes = [change.ticket, change.owner.map { "owner \($0)" }].compactMap { $0 }
    let reason = change.reason + (notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))")
    return "\(place): \(reason): \(state)"
  }

  private var state: String {
    let events = TextFormat.count(matching, "event")
    if change.isExpired {
      return "expired after \(change.expires) and counts no longer; \(matching == 0 ? "no event" : events) "
        + "would match"
    }
    if matching == 0, let hint { return "matches nothing: \(hint)" }
    if matching == 0 { return "matches nothing, so that it can go (until \(change.expires))" }
    let rest = matching - accepted
    return "\(TextFormat.count(accepted, "event")) accepted until \(change.expires)"
      + (rest > 0
        ? "; \(TextFormat.count(rest, "event")) more match with something that no entry accepts" : "")
  }
}
