import CloudTrail

/// The texts of a batch taken apart, by number.
struct SplitTexts: Sendable {
  /// One above the number of the template in the batch; 0 for a text that is not there.
  private var templates: [UInt32] = []
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  /// The hashes of the parts, see `SpanInterner`.
  private var hashes: [UInt32] = []

  /// How many bytes it holds.
  var byteCount: Int { bytes.count }

  /// Appends a text, before which a table may have other columns.
  mutating func append(template: UInt32?, leading: TextSlice? = nil, values: [UInt8]) {
    templates.append(template.map { $0 &+ 1 } ?? 0)
    leading?.append(to: &bytes)
    unsafe values.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    ends.append(bytes.count)
    hashes.append(TextSlice.with(parts(ends.count - 1)) { SpanInterner.hash($0) })
  }

  /// The number of a text's template in the batch.
  func template(_ number: Int) -> Int? { templates[number] == 0 ? nil : Int(templates[number]) - 1 }

  /// The parts of the columns before the text, and those of its values.
  func parts(_ number: Int) -> ArraySlice<UInt8> {
    bytes[(number == 0 ? 0 : ends[number - 1])..<ends[number]]
  }

  /// The hash of those parts.
  func hash(_ number: Int) -> UInt32 { hashes[number] }

  mutating func removeAll() {
    templates.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    hashes.removeAll(keepingCapacity: true)
  }
}
