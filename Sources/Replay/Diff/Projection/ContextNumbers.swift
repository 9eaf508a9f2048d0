import AuditStore
import CloudTrail
import IAMPolicy

/// Equal numbers for the contexts of requests that nobody can tell apart.
struct ContextNumbers: Sendable {
  /// The number of each row by what policies see.
  private(set) var rows: [Int32] = []
  /// The number of each row by what policies and reports see.
  private(set) var shown: [Int32] = []
  private var seen = Numbering<[ProjectedFact]>()
  private var facts = Numbering<ProjectedFacts>()

  /// What policies see, by its number.
  var values: [[ProjectedFact]] { seen.values }

  /// Looks at each template once, and of a row only at the values of keys that some policy looks at.
  init(_ contexts: RecordedContexts, _ values: ValueProjection) {
    var values = values
    let mentioned = contexts.templates.map { template in
      template.places.filter { values.mentions(template.facts[$0.fact].key) }.map { $0.value }
    }
    var texts = SpanInterner()
    // A row's number comes from its template and then its values, each with the number of what stands before it.
    var lists = PairNumbering()
    var known: [(seen: Int32, shown: Int32)] = []
    rows.reserveCapacity(contexts.indices.count)
    shown.reserveCapacity(contexts.indices.count)
    for row in contexts.indices {
      let template = contexts.template(row)
      var list = lists.number(-1, Int32(truncatingIfNeeded: template))
      for value in mentioned[template] {
        let text = texts.intern(contexts.value(value, of: row)).id
        list = lists.number(list, Int32(truncatingIfNeeded: text))
      }
      while Int(list) >= known.count { known.append((-1, -1)) }
      if known[Int(list)].seen < 0 {
        let projected = values.project(contexts[row])
        known[Int(list)] = (seen.number(projected.seen), facts.number(projected))
      }
      rows.append(known[Int(list)].seen)
      shown.append(known[Int(list)].shown)
    }
  }
}
