/// Reads CloudTrail's times without a calendar library.
public enum EventTime {
  /// Whole seconds since 1970 of a UTC time such as `2026-09-14T10:15:30Z`; nil for anything else.
  ///
  /// A fraction is dropped, `z` and a blank in place of `T` are taken: all of these stand in real logs.
  public static func seconds(_ text: some Collection<UInt8>) -> Int64? {
    var digits = Digits(text)
    guard let year = digits.number(4), digits.skip("-"), let month = digits.number(2), digits.skip("-"),
      let day = digits.number(2), digits.skip("T") || digits.skip(" "), let hour = digits.number(2),
      digits.skip(":"), let minute = digits.number(2), digits.skip(":"), let second = digits.number(2)
    else { return nil }
    if digits.skip(".") { while digits.number(1) != nil {} }
    guard digits.skip("Z") || digits.skip("z"), digits.isAtEnd, (1...12).contains(month), day >= 1,
      day <= length(ofMonth: month, year: year), hour < 24, minute < 60, second <= 60
    else { return nil }
    return days(year: year, month: month, day: day) * 86_400 + hour * 3_600 + minute * 60 + second
  }

  /// The form `2026-09-14T10:15:30Z` of seconds since 1970.
  public static func text(_ seconds: Int64) -> String {
    let limited = min(max(seconds, -62_135_596_800), 253_402_300_799)
    let day = (Double(limited) / 86_400).rounded(.down)
    let rest = limited - Int64(day) * 86_400
    let date = civil(Int64(day))
    return pad(date.year, 4) + "-" + pad(date.month, 2) + "-" + pad(date.day, 2) + "T" + pad(rest / 3_600, 2)
      + ":" + pad(rest / 60 % 60, 2) + ":" + pad(rest % 60, 2) + "Z"
  }

  private static func pad(_ value: Int64, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }

  private static func length(ofMonth month: Int64, year: Int64) -> Int64 {
    if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Days since 1970 of a Gregorian date, counted in years that begin in March.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let part = (5 * dayOfYear + 2) / 153
    let month = part < 10 ? part + 3 : part - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * part + 2) / 5 + 1)
  }
}

/// A cursor over ASCII digits and separators.
private struct Digits<Text: Collection<UInt8>> {
  private let text: Text
  private var index: Text.Index

  init(_ text: Text) {
    self.text = text
    index = text.startIndex
  }

  var isAtEnd: Bool { index == text.endIndex }

  mutating func number(_ width: Int) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<width {
      guard index < text.endIndex, text[index] &- 0x30 < 10 else { return nil }
      value = value * 10 + Int64(text[index] - 0x30)
      index = text.index(after: index)
    }
    return value
  }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard index < text.endIndex, UInt32(text[index]) == character.value else { return false }
    index = text.index(after: index)
    return true
  }
}
