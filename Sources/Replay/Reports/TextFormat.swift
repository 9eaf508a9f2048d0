/// The number, time and table forms that every text report shares.
public enum TextFormat {
  /// A text that begins with a capital letter.
  static func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  /// Some texts with commas between them, and `and` before the last.
  static func listed(_ texts: [String]) -> String {
    texts.count < 2 ? texts.joined() : texts.dropLast().joined(separator: ", ") + " and " + (texts.last ?? "")
  }

  /// The first few texts in a sentence, and how many more there are.
  static func listed(_ texts: [String], most: Int) -> String {
    listed(texts.count > most ? texts.prefix(most) + ["\(texts.count - most) more"] : texts)
  }

  /// A count with thousands separators, for example `1,204`.
  public static func count(_ value: Int) -> String {
    var digits = Array(String(value.magnitude))
    var position = digits.count - 3
    while position > 0 {
      digits.insert(",", at: position)
      position -= 3
    }
    return (value < 0 ? "-" : "") + String(digits)
  }

  /// A count with its noun, for example `1 event`, `2 events`.
  public static func count(_ value: Int, _ noun: String) -> String {
    "\(count(value)) \(value == 1 ? noun : noun + "s")"
  }

  /// A length of time in the largest unit that it is a whole number of, for example `2 days`.
  static func duration(_ seconds: Int64) -> String {
    let units: [(length: Int64, name: String)] = [(86_400, "day"), (3600, "hour"), (60, "minute")]
    let unit = units.first { seconds % $0.length == 0 } ?? (1, "second")
    return count(Int(seconds / unit.length), unit.name)
  }

  /// One decimal, rounded down so that 99.96 never reads as 100.0.
  static func percent(_ value: Double) -> String {
    let tenths = Int(value * 10)
    return "\(tenths / 10).\(tenths % 10) %"
  }

  /// A moment as `2026-09-29 14:02 UTC`.
  public static func minute(_ seconds: Int64) -> String {
    let (day, clock) = split(seconds)
    return "\(date(day)) \(two(clock / 3600)):\(two(clock % 3600 / 60)) UTC"
  }

  /// The first and the last moment of what was looked at, and over how many days they reach.
  static func window(_ window: ClosedRange<Int64>) -> String {
    let days = Int(window.upperBound / 86_400 - window.lowerBound / 86_400) + 1
    return "\(minute(window.lowerBound)) to \(minute(window.upperBound)), \(count(days, "day"))"
  }

  /// A day, counted from 1970-01-01, as `2026-09-29`.
  ///
  /// Howard Hinnant's civil-from-days: eras of 400 years, years that begin in March.
  static func date(_ day: Int64) -> String {
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let dayOfMonth = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return "\(year)-\(two(month))-\(two(dayOfMonth))"
  }

  /// Text padded with blanks on the right.
  static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// Text padded with blanks on the left.
  static func aligned(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// A text from a log or policy with everything that could steer a terminal made visible.
  public static func safe(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isUnsafe(scalar) {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Whether a scalar steers what shows it, or shows nothing itself.
  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20..<0x7F: false
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0xFFF9...0xFFFB: true
    default: scalar.properties.isDefaultIgnorableCodePoint
    }
  }

  private static func split(_ seconds: Int64) -> (day: Int64, clock: Int64) {
    let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    return (day, seconds - day * 86_400)
  }

  private static func two(_ value: Int64) -> String {
    value < 10 ? "0\(value)" : "\(value)"
  }
}
