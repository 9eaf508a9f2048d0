/// The six fields of an ARN; missing ones are empty.
struct ARNFields {
  var partition = ""
  var service = ""
  var region = ""
  var account = ""
  var resource = ""

  /// Splits at the first five colons.
  init(_ arn: String) {
    // A colon counts by its byte: a mark that combines with it does not hide it.
    let bytes = arn.utf8
    var fields: [Substring] = []
    var start = bytes.startIndex
    for place in bytes.indices where bytes[place] == 0x3A {
      fields.append(arn[start..<place])
      start = bytes.index(after: place)
      if fields.count == 5 { break }
    }
    guard fields.count == 5 else { return }
    partition = String(fields[1])
    service = String(fields[2])
    region = String(fields[3])
    account = String(fields[4])
    resource = String(arn[start...])
  }
}
