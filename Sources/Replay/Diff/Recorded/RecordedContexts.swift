import AuditStore
import IAMPolicy

/// The requests' own contexts of a database: templates, and the values that stand in them.
///
/// Most contexts differ in the values of a few keys alone, so that a log has many of them and few templates.
struct RecordedContexts: Sendable {
  private(set) var templates: [ContextTemplate] = []
  /// The index of each stored template, by its row.
  private var stored: [Int: Int32] = [:]
  /// The template of each row.
  private var rows: [Int32] = []
  /// How many values stand before those of each row.
  private var starts: [Int32] = []
  private var values = PackedTexts()

  /// None.
  init() {}

  /// Loads the contexts of a database; row 0, which no call has, is without facts.
  init(_ database: borrowing AuditDatabase) throws {
    append([])
    try database.scanTexts(.context) { _, context in append(context) }
  }

  /// The rows, from 0.
  var indices: Range<Int> { rows.indices }

  /// The facts of a row; none for a row that is not there.
  subscript(row: Int) -> [ContextFact] {
    guard rows.indices.contains(row) else { return [] }
    let template = templates[Int(rows[row])]
    var facts = template.facts
    for place in template.places {
      facts[place.fact].value = .value(String(decoding: value(place.value, of: row), as: UTF8.self))
    }
    return facts
  }

  /// The template of a row, by its index.
  func template(_ row: Int) -> Int { Int(rows[row]) }

  /// A value of a row that its template has a place for, in UTF-8.
  func value(_ number: Int, of row: Int) -> ArraySlice<UInt8> {
    values[Int(starts[row]) + number]
  }

  /// Adds a row as it is stored; one without a text has no facts.
  mutating func append(_ context: TemplatedText?) {
    guard let context else { return append([]) }
    let template = stored[context.template] ?? Int32(truncatingIfNeeded: templates.count)
    if Int(template) == templates.count {
      stored[context.template] = template
      templates.append(ContextTemplate(of: context))
    }
    append(row: template)
    guard let last = templates[Int(template)].places.map({ $0.value }).max() else { return }
    for value in 0...last { values.append(context.value(value)) }
  }

  /// Adds a row of these facts.
  mutating func append(_ facts: [ContextFact]) {
    templates.append(ContextTemplate(facts))
    append(row: Int32(truncatingIfNeeded: templates.count - 1))
  }

  /// Puts in place of facts on `prefix/*` those on the keys with that prefix that policies look at.
  mutating func resolveWildcards(_ keys: [String]) {
    for index in templates.indices where templates[index].facts.contains(where: { $0.isOfPrefix }) {
      templates[index] = templates[index].resolved(keys)
    }
  }

  private mutating func append(row template: Int32) {
    rows.append(template)
    starts.append(Int32(truncatingIfNeeded: values.count))
  }
}

extension ContextTemplate {
  fileprivate func resolved(_ keys: [String]) -> Self {
    var result = Self()
    for (index, fact) in facts.enumerated() {
      let values = places.filter { $0.fact == index }.map { $0.value }
      for resolved in fact.resolved(keys) {
        result.places += values.map { (fact: result.facts.count, value: $0) }
        result.facts.append(resolved)
      }
    }
    return result
  }
}
