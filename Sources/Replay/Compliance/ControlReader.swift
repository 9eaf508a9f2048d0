import IAMPolicy
import JSON

extension ReportControl {
  /// The controls of a mapping: `{"controls": [{"framework", "id", "topic", "sections": [...]}]}`.
  ///
  /// - Parameter file: the mapping's name in messages.
  /// - Throws: `SnapshotError` with the place of what has another form.
  public static func controls(
    _ bytes: [UInt8], file: String
  ) throws(SnapshotError) -> [ReportControl] {
    let root = try InputFile.json(bytes, file: file)
    guard let list = root["controls"]?.array else {
      throw SnapshotError(file: file, position: root.position, message: "`controls` must be an array")
    }
    return try list.map { (value) throws(SnapshotError) in try control(value, file) }
  }

  private static func control(_ value: JSONValue, _ file: String) throws(SnapshotError) -> ReportControl {
    func text(_ name: String) throws(SnapshotError) -> String {
      guard let text = value[name]?.string, !text.isEmpty else {
        throw SnapshotError(
          file: file, position: value.position, message: "a control must have `\(name)` as a text")
      }
      return text
    }
    guard let sections = value["sections"]?.array, sections.allSatisfy({ $0.string != nil }) else {
      throw SnapshotError(
        file: file, position: value.position, message: "a control must have `sections` as an array of texts")
    }
    for section in sections {
      guard let id = section.string, !ReportSection.ids.contains(id) else { continue }
      let hint = Spelling.hint(for: id, among: ReportSection.ids)
      throw SnapshotError(
        file: file, position: section.position, message: "a report has no section `\(id)`\(hint)")
    }
    return ReportControl(
      framework: try text("framework"), id: try text("id"), topic: try text("topic"),
      sections: sections.compactMap { $0.string })
  }
}
