enum DateTarget {
  /// Two dates with a line feed between: they have one order, or one of them is no date.
  static func fault(_ bytes: [UInt8]) -> String? {
    guard let (policy, request) = bytes.twoTexts else { return nil }
    let relations = ["DateLessThan", "DateEquals", "DateGreaterThan"].map { Fixed.holds($0, policy, request) }
    if relations.contains(nil) { return "a positive operator leaves an answer open" }
    let held = relations.filter { $0 == true }.count
    if held > 1 { return "`\(request)` and `\(policy)` have two orders" }
    let isDate = Fixed.holds("DateEquals", request, request) == true
    let isPolicyDate = Fixed.holds("DateEquals", policy, policy) == true
    if isDate, isPolicyDate, held == 0 { return "`\(request)` and `\(policy)` have no order" }
    if held == 1, !isDate || !isPolicyDate {
      return "`\(request)` or `\(policy)` has an order but is no date"
    }
    let turned = Fixed.holds("DateGreaterThan", request, policy)
    return turned == relations[0] ? nil : "`\(request)` and `\(policy)` order otherwise when turned round"
  }
}
