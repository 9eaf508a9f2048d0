/// The typed values of conditions, each read into a text that compares by equality or order.
enum NaiveValues {
  /// A decimal number as sign, whole digits without leading zeros, and fraction digits without trailing ones.
  struct Number: Equatable {
    var isNegative: Bool
    var whole: String
    var fraction: String

    init?(_ text: String) {
      var rest = text[...]
      isNegative = rest.first == "-"
      if rest.first == "-" || rest.first == "+" { rest = rest.dropFirst() }
      let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
      guard !rest.isEmpty, parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && NaiveValues.areDigits($0) })
      else {
        return nil
      }
      whole = String(parts[0].drop { $0 == "0" })
      var digits = parts.count == 2 ? String(parts[1]) : ""
      while digits.last == "0" { digits.removeLast() }
      fraction = digits
      if whole.isEmpty, fraction.isEmpty { isNegative = false }
    }

    static func < (left: Self, right: Self) -> Bool {
      if left.isNegative != right.isNegative { return left.isNegative }
      let (small, large) = left.isNegative ? (right, left) : (left, right)
      if small.whole.utf8.count != large.whole.utf8.count {
        return small.whole.utf8.count < large.whole.utf8.count
      }
      if small.whole != large.whole { return small.whole < large.whole }
      return small.fraction < large.fraction
    }
  }

  static func areDigits(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// A date as a number of seconds since 1970.
  static func date(_ text: String) -> Number? {
    if areDigits(text[...]) { return Number(text) }
    let halves = text.split(separator: "T", omittingEmptySubsequences: false)
    guard halves.count <= 2, let days = days(halves[0], isAlone: halves.count == 1) else { return nil }
    if halves.count == 1 { return Number(String(days * 86_400)) }
    guard let (clock, offset) = zone(String(halves[1])) else { return nil }
    let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3, let hour = twoDigits(parts[0], 0...23),
      let minute = twoDigits(parts[1], 0...59)
    else { return nil }
    let seconds = parts.count == 3 ? parts[2].split(separator: ".", omittingEmptySubsequences: false) : ["00"]
    guard seconds.count <= 2, let second = twoDigits(seconds[0], 0...59) else { return nil }
    let total = days * 86_400 + hour * 3_600 + minute * 60 + second - offset
    guard seconds.count == 2 else { return Number(String(total)) }
    return areDigits(seconds[1]) ? Number("\(total).\(seconds[1])") : nil
  }

  private static func twoDigits(_ text: Substring, _ range: ClosedRange<Int>) -> Int? {
    guard text.utf8.count == 2, areDigits(text), let value = Int(text), range.contains(value) else {
      return nil
    }
    return value
  }

  /// Counts every day from 1970 on, one year and one month after the other.
  private static func days(_ text: Substring, isAlone: Bool) -> Int? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3 || (parts.count == 2 && isAlone), parts[0].utf8.count == 4, areDigits(parts[0]),
      let year = Int(parts[0]), let month = twoDigits(parts[1], 1...12)
    else { return nil }
    let isLeap = { (year: Int) in year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
    let lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard let day = parts.count == 3 ? twoDigits(parts[2], 1...lengths[month - 1]) : 1, year >= 1970 else {
      return nil
    }
    let years = (1970..<year).reduce(0) { $0 + (isLeap($1) ? 366 : 365) }
    return years + lengths[..<(month - 1)].reduce(0, +) + day - 1
  }

  private static func zone(_ text: String) -> (clock: String, offset: Int)? {
    if text.hasSuffix("Z") { return (String(text.dropLast()), 0) }
    guard let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }) else { return (text, 0) }
    let parts = text[text.index(after: sign)...].split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let hours = twoDigits(parts[0], 0...23), let minutes = twoDigits(parts[1], 0...59)
    else {
      return nil
    }
    let offset = hours * 3_600 + minutes * 60
    return (String(text[..<sign]), text[sign] == "-" ? -offset : offset)
  }

  /// An address as its bits: 32 or 128 characters `0` and `1`.
  static func address(_ text: String) -> String? {
    if text.contains(":") { return longAddress(text) }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bits = ""
    for part in parts {
      guard areDigits(part), let value = UInt8(part) else { return nil }
      bits += padded(String(value, radix: 2), 8)
    }
    return bits
  }

  private static func longAddress(_ text: String) -> String? {
    var halves: [[Substring]] = []
    if let gap = text.firstRange(of: "::") {
      halves = [text[..<gap.lowerBound], text[gap.upperBound...]].map { $0.split(separator: ":") }
      let missing = 8 - halves[0].count - halves[1].count
      guard missing > 0 else { return nil }
      halves.insert(Array(repeating: "0", count: missing), at: 1)
    } else {
      halves = [text.split(separator: ":", omittingEmptySubsequences: false)]
    }
    let groups = halves.flatMap { $0 }
    guard groups.count == 8 else { return nil }
    var bits = ""
    for group in groups {
      guard (1...4).contains(group.utf8.count), let value = UInt16(group, radix: 16) else { return nil }
      bits += padded(String(value, radix: 2), 16)
    }
    return bits
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }

  /// The bits that every address of the range starts with, and how many an address has.
  static func range(_ text: String) -> (start: String, width: Int)? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let bits = address(String(parts[0])) else { return nil }
    guard parts.count == 2 else { return (bits, bits.utf8.count) }
    guard areDigits(parts[1]), let length = Int(parts[1]), length <= bits.utf8.count else { return nil }
    return (String(bits.prefix(length)), bits.utf8.count)
  }

  /// The bytes of a base64 text, as numbers.
  static func bytes(_ text: String) -> [Int]? {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    guard text.count % 4 == 0 else { return nil }
    let digits = text.reversed().drop { $0 == "=" }.reversed()
    guard text.count - digits.count <= 2 else { return nil }
    var bits = ""
    for digit in digits {
      guard let value = alphabet.firstIndex(of: digit) else { return nil }
      bits += padded(String(value, radix: 2), 6)
    }
    let characters = Array(bits)
    return (0..<characters.count / 8).compactMap {
      Int(String(characters[($0 * 8)..<($0 * 8 + 8)]), radix: 2)
    }
  }
}
