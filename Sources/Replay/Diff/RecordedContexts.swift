import AuditStore
import CloudTrail
import IAMPolicy

/// The requests' own contexts of a database: templates, and the values that stand in them.
///
/// Most contexts differ in the values of a few keys alone, so that a log has many of them and few templates.
struct RecordedContexts: Sendable {
  /// What contexts have in common.
  struct Template: Sendable {
    /// The facts; those at the places are any.
    var facts: [ContextFact]
    /// The facts that are values of single contexts, and the number of the value.
    var places: [(fact: Int, value: Int)]
  }

  private(set) var templates: [Template] = []
  private var rests = SpanInterner()
  private var templateOfRest: [Int32] = []
  /// The template of each row.
  private var rows: [Int32] = []
  /// How many values stand before those of each row.
  private var starts: [Int32] = []
  private var bytes: [UInt8] = []
  /// Where each value ends.
  private var ends: [Int] = []

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

  /// A value of a row, in UTF-8.
  func value(_ number: Int, of row: Int) -> ArraySlice<UInt8> {
    let place = Int(starts[row]) + number
    return bytes[(place > 0 ? ends[place - 1] : 0)..<ends[place]]
  }

  /// Adds a row in the form of `ContextCoding`.
  mutating func append(json: [UInt8]) {
    let split = JSONSplit(json)
    let (number, isNew) = rests.intern(split.rest)
    if isNew {
      let facts = ContextCoding.decode(String(decoding: json, as: UTF8.self))
      templateOfRest.append(Int32(truncatingIfNeeded: templates.count))
      // What is cut short holds fewer facts than members.
      let places = split.members.enumerated().map { (fact: $0.element, value: $0.offset) }
      templates.append(Template(facts: facts, places: places.filter { facts.indices.contains($0.fact) }))
    }
    append(row: templateOfRest[number])
    for value in split.texts {
      bytes += json[value]
      ends.append(bytes.count)
    }
  }

  /// Adds a row of these facts.
  mutating func append(_ facts: [ContextFact]) {
    templates.append(Template(facts: facts, places: []))
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
    starts.append(Int32(truncatingIfNeeded: ends.count))
  }
}

extension RecordedContexts.Template {
  fileprivate func resolved(_ keys: [String]) -> Self {
    var result = Self(facts: [], places: [])
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
