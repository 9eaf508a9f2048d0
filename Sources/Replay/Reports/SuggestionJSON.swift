import IAMPolicy
import JSON

extension Suggestion {
  /// The suggestion as JSON; each policy is whole, as a file for `--change`.
  func json(_ decision: JSONValue) -> JSONValue {
    .object([
      ("certain", .bool(isCertain)), ("decision", decision),
      ("leavesDenied", .array(leavesDenied.map { .string($0) })),
      ("leavesOpen", .array(leavesOpen.map { .string($0) })),
      ("changes", .array(edits.map { $0.json })), ("opens", effect?.json ?? .null),
    ])
  }
}

extension PolicyEdit {
  fileprivate var json: JSONValue {
    .object([
      ("target", .string(target.text)), ("kind", .string(words)), ("isNew", .bool(isNew)),
      (
        "steps",
        .array(
          steps.map { step in
            .object([
              ("step", .string(step.words)), ("place", step.place.map { .string($0) } ?? .null),
              ("statement", step.statement?.json ?? .null),
            ])
          })
      ), ("policy", document.json),
    ])
  }
}

extension SuggestionEffect {
  fileprivate var json: JSONValue {
    .object([
      (
        "classes",
        .object(
          ChangeClass.allCases.filter { $0.isImpact }.map { changeClass in
            (
              changeClass.rawValue,
              .object([
                ("otherEvents", .number(events[changeClass] ?? 0)),
                ("requests", .number(requests[changeClass] ?? 0)),
              ])
            )
          })
      ),
      (
        "groups",
        .array(
          groups.map { group in
            .object([
              ("class", .string(group.changeClass.rawValue)), ("principal", .string(group.principal)),
              ("actions", .string(group.action)), ("otherEvents", .number(group.events)),
            ])
          })
      ),
    ])
  }
}
