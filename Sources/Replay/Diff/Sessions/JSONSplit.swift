/// An object's JSON taken apart: what is left once the plain texts among its members' values are cut out.
///
/// Objects with the same rest differ in those texts alone.
struct JSONSplit {
  /// The rest; a byte that no JSON holds stands for each text.
  private(set) var rest: [UInt8] = []

  /// - Parameter names: the members whose values stay.
  init(_ json: [UInt8], keeping names: [StaticString] = []) {
    if json.contains(0) {
      rest = [0xFF] + json
      return
    }
    rest.reserveCapacity(json.count)
    var (index, depth) = (0, 0)
    var mayCut = false
    while index < json.count {
      let byte = json[index]
      switch byte {
      case UInt8(ascii: "\""):
        let text = Self.text(at: index, json)
        let isValue = depth == 1 && rest.last == UInt8(ascii: ":")
        if isValue, mayCut, text.isPlain {
          rest.append(0)
        } else {
          if !isValue, depth == 1 {
            // Anything but a name here is no JSON.
            let isName = rest.last == UInt8(ascii: "{") || rest.last == UInt8(ascii: ",")
            mayCut =
              isName && text.isPlain && !names.contains { Self.equals($0, json, index + 1, text.end - 1) }
          }
          rest += json[index..<text.end]
        }
        index = text.end
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
      rest.append(byte)
      index += 1
    }
  }

  /// Where a text ends that begins at a quote, and whether it has an end and holds neither escapes nor control characters.
  private static func text(at start: Int, _ json: [UInt8]) -> (end: Int, isPlain: Bool) {
    var index = start + 1
    var isPlain = true
    while index < json.count {
      let byte = json[index]
      if byte == UInt8(ascii: "\"") { return (index + 1, isPlain) }
      if byte < UInt8(ascii: " ") { isPlain = false }
      if byte == UInt8(ascii: "\\") {
        isPlain = false
        index += 1
      }
      index += 1
    }
    return (json.count, false)
  }

  private static func equals(_ name: StaticString, _ json: [UInt8], _ start: Int, _ end: Int) -> Bool {
    guard name.utf8CodeUnitCount == end - start else { return false }
    return name.withUTF8Buffer { unsafe $0.elementsEqual(json[start..<end]) }
  }
}
