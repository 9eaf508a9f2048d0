/// The six fields of an ARN's text, without copying it.
enum ARNText {
  /// Field 0 to 5 of a text with at least five colons, the last with all colons that follow; nil for any other.
  static func field(_ index: Int, of arn: String) -> Substring? {
    let bytes = arn.utf8
    var start = bytes.startIndex
    var number = 0
    var found: Substring?
    for place in bytes.indices where bytes[place] == 0x3A {
      if number == index { found = arn[start..<place] }
      number += 1
      start = bytes.index(after: place)
      if number == 5 { return index == 5 ? arn[start...] : found }
    }
    return nil
  }

  /// The sixth field; empty where there is none.
  static func resource(of arn: String) -> Substring { field(5, of: arn) ?? "" }
}
