import IAMPolicy

/// The six fields of an ARN; missing ones are empty.
struct ARNFields {
  var partition = ""
  var service = ""
  var region = ""
  var account = ""
  var resource = ""

  /// Splits at the first five colons.
  init(_ arn: String) {
    let fields = ARNText.fields(arn)
    guard fields.count == 6 else { return }
    partition = String(fields[1])
    service = String(fields[2])
    region = String(fields[3])
    account = String(fields[4])
    resource = String(fields[5])
  }
}
