public import CloudTrail

/// A text as it is stored: a template, and the values that stand in place of its marks.
///
/// Lent by a scan: valid until it goes on to the next row.
public struct TemplatedText {
  /// Row of `Dimension.template`; texts with the same one differ in their values alone.
  public let template: Int
  /// The text of the template, in UTF-8.
  let pattern: [UInt8]
  let values: [4 of TextSlice]

  /// The text of the template with its marks.
  public var templateText: String { String(decoding: pattern, as: UTF8.self) }

  /// The whole text.
  public var text: String { String(decoding: TextTemplate.fill(pattern, values), as: UTF8.self) }

  /// A value by its number, from 0; empty where the template has none of that number.
  public func value(_ number: Int) -> TextSlice { values[number] }

  /// Whether a mark, which stands for a value, occurs in a text that was taken from a template.
  public static func hasMark(_ text: [UInt8]) -> Bool { TextSlice.with(text) { TextTemplate.hasMark($0) } }

  /// What an identity has of a session's own; empty where its template has no such value.
  public subscript(value: IdentityValue) -> TextSlice { values[value.rawValue] }
}

extension AuditDatabase {
  /// Lends the texts of a dimension with templates by row number from 1 without gaps; nil for a row without a text.
  ///
  /// - Throws: `StoreError`, or what `body` throws.
  public func scanTexts(_ dimension: Dimension, _ body: (Int, TemplatedText?) throws -> Void) throws {
    guard dimension.isTemplated else { return }
    var statement = try connection.prepare(
      rows: TextTemplate.columns + ["id"], "FROM \(dimension.table) ORDER BY id")
    var templates = try TemplateCache(connection)
    var last = 0
    while try statement.step() {
      try follow(&last, Int(statement.integer(Int32(TextTemplate.columns.count))), dimension.table)
      try body(last, try templates.text(statement, from: 0, in: dimension.table, row: last))
    }
  }
}

/// Reads templates, of which it keeps some.
struct TemplateCache: ~Copyable {
  private static let size = 4_096

  private var read: Statement
  /// By the last bits of their numbers.
  private var known = [(id: Int, pattern: [UInt8])](repeating: (0, []), count: size)

  init(_ connection: borrowing Connection) throws(StoreError) {
    read = try connection.prepare("SELECT text FROM template WHERE id = ?")
  }

  /// The text whose columns, as in `TextTemplate.columns`, begin at one of a statement's; nil when there is none.
  ///
  /// - Parameters:
  ///   - table: the table that the statement reads.
  ///   - number: the row of it at which the statement stands.
  mutating func text(
    _ row: borrowing Statement, from first: Int32, in table: String, row number: Int
  ) throws(StoreError) -> TemplatedText? {
    guard let template = row.number(first).map({ Int($0) }) else {
      if row.isNull(first) { return nil }
      throw row.damaged(TextTemplate.columns[0], ofRow: Int64(number), table, "is no number")
    }
    var values = [4 of TextSlice](repeating: TextSlice(""))
    for value in values.indices {
      values[value] = row.lentText(first + 1 + Int32(truncatingIfNeeded: value)) ?? TextSlice("")
    }
    guard let pattern = try pattern(template) else { throw row.withoutTemplate(number, table) }
    return TemplatedText(template: template, pattern: pattern, values: values)
  }

  /// Nil when there is none.
  private mutating func pattern(_ id: Int) throws(StoreError) -> [UInt8]? {
    let slot = id & (Self.size - 1)
    if known[slot].id == id, id > 0 { return known[slot].pattern }
    read.reset()
    read.bind(1, id)
    guard try read.step(), !read.isNull(0) else { return nil }
    known[slot] = (id, read.bytes(0))
    return known[slot].pattern
  }
}

extension Dimension {
  /// SQL for the values of a row `d`, columns as in `columns`.
  var selection: String {
    let plain = (isTemplated ? columns.dropLast() : columns[...]).map { "d." + $0 }
    return (plain + (isTemplated ? [TextTemplate.sql("t.text", values: "d")] : [])).joined(separator: ", ")
  }

  /// SQL that tells whether a row `d` names a template that is not there.
  var lacksTemplate: String { isTemplated ? "d.template_id IS NOT NULL AND t.text IS NULL" : "0" }

  /// SQL that joins the template of a row `d`, where there are templates.
  var join: String { isTemplated ? " LEFT JOIN template t ON t.id = d.template_id" : "" }
}
