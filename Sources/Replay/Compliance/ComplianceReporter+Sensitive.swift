import AuditStore
import CloudTrail
import JSON

extension ComplianceQueries {
  /// The requests, each also with what its resource may be: a text whose `*` and `?` stand for what is not known.
  private static let requestsWithForms = """
    (SELECT *,
        \(NamedResources.form(of: "resource", isAssumed: "resource_state = 'assumed'")) AS form
      FROM requests)
    """

  /// What certainly was on a resource that is named, whatever stands for a part of it that is assumed.
  func sensitive(_ named: NamedResources) -> ReportQuery {
    ReportQuery(
      "sensitive-access", "Who used the resources named as sensitive",
      columns: "resource principal action decision requests:count first_request:time last_request:time",
      """
      SELECT resource, \(Self.caller) AS principal, action, recorded_decision AS decision, count(*) AS requests,
        min(event_time) AS first_request, max(event_time) AS last_request
      FROM \(Self.requestsWithForms)
      WHERE \(named.covers("resource")) AND \(named.covers("form")) AND certainty = 'certain' AND \(window.sql)
      GROUP BY resource, principal, action, decision ORDER BY resource, requests DESC, principal, action, decision
      """)
  }

  /// What may have been on one: its resource is known in part or not at all, or the call only perhaps made the request.
  func perhapsSensitive(_ named: NamedResources) -> ReportQuery {
    let open = NamedResources.openStates.map { SQLText.literal("\($0)") }.joined(separator: ", ")
    return ReportQuery(
      "sensitive-perhaps", "Requests that may be on one of them",
      columns:
        "resource resource_state certainty principal action decision requests:count first_request:time "
        + "last_request:time",
      """
      SELECT resource, resource_state, certainty, \(Self.caller) AS principal, action,
        recorded_decision AS decision, count(*) AS requests, min(event_time) AS first_request,
        max(event_time) AS last_request
      FROM \(Self.requestsWithForms)
      WHERE (CASE WHEN \(named.covers("resource"))
            THEN certainty <> 'certain' OR NOT \(named.covers("form"))
          WHEN resource_state = 'unknown' THEN \(named.mayBeOn(action: "action"))
          WHEN resource_state IN (\(open)) THEN \(named.mayCover("form"))
          ELSE false END) AND \(window.sql)
      GROUP BY resource, resource_state, certainty, principal, action, decision
      ORDER BY requests DESC, resource, resource_state, certainty, principal, action, decision
      """)
  }
}

extension ComplianceReporter {
  /// Who used the resources that are named as sensitive, and who may have.
  func sensitive(_ database: borrowing AuditDatabase) throws -> ReportSection {
    var section = ReportSection(
      id: "sensitive-resources", title: "Access to sensitive resources", summary: [], tables: [],
      missing: "no resource was named as sensitive (--sensitive PATTERN)")
    guard !sensitiveResources.isEmpty else { return section }
    let named = NamedResources(patterns: sensitiveResources)
    let perhaps = try queries.perhapsSensitive(named).table(database)
    let records = try NamedRecords(named, in: database, window)
    section.missing = nil
    section.tables = [
      try queries.sensitive(named).table(database), perhaps, try records.table(database),
    ]
    section.summary = [
      "Named as sensitive: \(sensitiveResources.joined(separator: ", ")).", Self.words(perhaps),
      records.words,
    ]
    let unknown = try sensitiveResources.filter { try !isKnown($0, records, database) }
    if !unknown.isEmpty {
      var owners = ResourceOwners()
      try database.scanResources { resource, _, _ in owners.add(resource.bytes()[...]) }
      section.summary += try unknown.map {
        Self.unknown($0, owners.meant(by: $0), mayBeThere: try mayBeThere($0, database))
      }
    }
    section.summary += [
      "Requests on no resource of their own (`*`), such as one for the list of all, are left out."
    ]
    return section
  }

  /// Whether the log holds a resource that a pattern names.
  private func isKnown(
    _ pattern: String, _ records: NamedRecords, _ database: borrowing AuditDatabase
  ) throws -> Bool {
    let named = NamedResources(patterns: [pattern])
    return try records.names(named) || database.hasResource(where: named.covers("text"))
  }

  /// Whether a resource that the log tells in part may be one that a pattern names.
  private func mayBeThere(
    _ pattern: String, _ database: borrowing AuditDatabase
  ) throws(StoreError) -> Bool {
    let open = NamedResources.openStates.map { String($0.rawValue) }.joined(separator: ", ")
    let isAssumed = "state = \(ResourceState.assumed.rawValue)"
    let form = NamedResources.form(of: "text", isAssumed: isAssumed)
    let named = NamedResources(patterns: [pattern])
    return try database.hasResource(
      where: "state IN (\(open)) AND (SELECT \(named.mayCover("form")) FROM (SELECT \(form) AS form))")
  }

  private static func unknown(_ pattern: String, _ meant: String?, mayBeThere: Bool) -> String {
    let words =
      mayBeThere
      ? "No resource that the log tells in full is like \(pattern), only some that it tells in part may be"
      : "No resource in the whole log is like \(pattern)"
    if let meant { return words + "; did you mean \(meant)?" }
    let isBucket = pattern.hasPrefix("arn:aws:s3:::") && !pattern.contains { "/*?".contains($0) }
    return words
      + (isBucket ? ", which names a bucket alone: \(pattern)/* names its objects." : ".")
  }

  private static func words(_ perhaps: ReportTable) -> String {
    let requests = perhaps.sum("requests")
    return
      "\(TextFormat.count(requests, "request")) may be on one of them: the log tells the resource in part or not at "
      + "all, or the call only perhaps made the request."
  }
}

/// The events that are not replayed, as no request was derived from them, and whose records name some resources.
private struct NamedRecords {
  /// The resources that a record names and that are meant, by the event's row.
  private let resources: [Int: [Resource]]
  private let events: Int
  /// The events whose record names no resource, or could not be read again.
  private let silent: Int

  /// A resource by its ARN, or of an open one what its ARN begins with.
  private struct Resource {
    var text: String
    var isOpen: Bool

    /// The ARN, with a star for what is not known.
    var pattern: ExactText { ExactText(isOpen ? text + "*" : text) }
  }

  /// What the events of each row of the table come to, by the row's texts.
  private typealias Counts = [[ExactText]: (events: Int64, first: String, last: String)]

  init(_ named: NamedResources, in database: borrowing AuditDatabase, _ window: TimeWindow) throws {
    var resources: [Int: [Resource]] = [:]
    var silent = 0
    let counts = try database.scanRecordsWithoutRequests(in: window) { event, row in
      let all = Self.resources(event)
      if all.isEmpty { silent += 1 }
      let meant = all.filter { named.mayBegin($0.text, isOpen: $0.isOpen) }
      if !meant.isEmpty { resources[row] = meant }
    }
    events = counts.events
    self.silent = silent + counts.unreadable
    self.resources = try Self.meant(resources, named, database)
  }

  /// Whether a record names a resource that some patterns name, or may name.
  func names(_ named: NamedResources) -> Bool {
    resources.values.joined().contains { named.mayBegin($0.text, isOpen: $0.isOpen) }
  }

  /// What a record's `resources` name.
  private static func resources(_ event: RawEvent) -> [Resource] {
    (event.raw(.resources)?.value()?.array ?? []).compactMap { resource in
      if let arn = resource["ARN"]?.string { return Resource(text: arn, isOpen: false) }
      return resource["ARNPrefix"]?.string.map { Resource(text: $0, isOpen: true) }
    }
  }

  /// Those that the patterns cover, or may cover where only the beginning is known.
  private static func meant(
    _ resources: [Int: [Resource]], _ named: NamedResources, _ database: borrowing AuditDatabase
  ) throws(StoreError) -> [Int: [Resource]] {
    let all = resources.values.joined()
    let whole = try matching(all.filter { !$0.isOpen }, named.covers("value"), database)
    let open = try matching(all.filter(\.isOpen), named.mayCover("value"), database)
    return resources.compactMapValues { resources in
      let meant = resources.filter { ($0.isOpen ? open : whole).contains($0.pattern) }
      return meant.isEmpty ? nil : meant
    }
  }

  private static func matching(
    _ resources: [Resource], _ condition: String, _ database: borrowing AuditDatabase
  ) throws(StoreError) -> Set<ExactText> {
    var found: Set<ExactText> = []
    for patterns in Array(Set(resources.map(\.pattern))).chunks(of: 500) {
      let values = patterns.map { "(\(SQLText.literal($0.text)))" }.joined(separator: ", ")
      let rows = try database.rows(
        "SELECT value FROM (SELECT column1 AS value FROM (VALUES \(values))) WHERE \(condition)")
      for row in rows { found.insert(ExactText(row[0].text)) }
    }
    return found
  }

  /// The events by resource, caller and operation.
  func table(_ database: borrowing AuditDatabase) throws(StoreError) -> ReportTable {
    var counts: Counts = [:]
    for rows in resources.keys.sorted().chunks(of: 500) {
      let numbers = rows.map { String($0) }.joined(separator: ", ")
      let facts = try database.rows(
        """
        SELECT event_rowid, \(ComplianceQueries.caller), event_source || ' ' || event_name, class, recorded_decision,
          event_time FROM events WHERE event_rowid IN (\(numbers))
        """)
      for fact in facts {
        let time = fact[5].text
        for pattern in Set((resources[fact[0].count ?? 0] ?? []).map(\.pattern)) {
          let key = [pattern] + fact[1...4].map { ExactText($0.text) }
          let known = counts[key] ?? (0, time, time)
          counts[key] = (known.events + 1, min(known.first, time), max(known.last, time))
        }
      }
    }
    return Self.table(counts)
  }

  private static func table(_ counts: Counts) -> ReportTable {
    let rows = counts.sorted { left, right in
      left.value.events == right.value.events
        ? left.key.lexicographicallyPrecedes(right.key) : left.value.events > right.value.events
    }
    return ReportTable(
      id: "sensitive-records", title: "Events without a request whose records name one of them",
      columns: ["resource", "principal", "operation", "class", "decision"].map {
        .init(name: $0, kind: .text)
      }
        + [.init(name: "events", kind: .count)]
        + ["first_event", "last_event"].map { .init(name: $0, kind: .time) },
      rows: rows.map { texts, sums in
        texts.map { .text($0.text) } + [.integer(sums.events), .text(sums.first), .text(sums.last)]
      }, source: "found in the `resources` of the records that are kept; a record may name several")
  }

  /// How many events have no request, and what their records tell.
  var words: String {
    "\(TextFormat.count(events, "event")) of the period \(events == 1 ? "has" : "have") no request, such as sign-ins: "
      + "the records of \(TextFormat.count(resources.count)) name one of them; of "
      + "\(TextFormat.count(silent)) it is not known, as theirs name no resource."
  }
}

extension Array {
  /// The elements in their order, at most `size` at a time.
  fileprivate func chunks(of size: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
  }
}
