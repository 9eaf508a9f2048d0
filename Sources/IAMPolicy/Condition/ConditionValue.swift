/// A decimal number kept as digits: never a binary float.
struct DecimalNumber: Sendable, Hashable {
  private let isNegative: Bool
  private let whole: [UInt8]
  private let fraction: [UInt8]

  /// Reads a sign, digits and a fraction; an exponent is refused.
  init?(_ text: String) {
    var bytes = Array(text.utf8)[...]
    let isMinus = bytes.first == 0x2D
    if isMinus || bytes.first == 0x2B { bytes = bytes.dropFirst() }
    let parts = bytes.split(separator: 0x2E, maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, !first.isEmpty, first.allSatisfy(Self.isDigit) else { return nil }
    let rest = parts.count == 2 ? parts[1] : []
    guard parts.count == 1 || !rest.isEmpty, rest.allSatisfy(Self.isDigit) else { return nil }
    whole = Array(first.drop { $0 == 0x30 })
    var digits = Array(rest)
    while digits.last == 0x30 { digits.removeLast() }
    fraction = digits
    isNegative = isMinus && !(whole.isEmpty && digits.isEmpty)
  }

  /// Whether this number stands in the given order to another.
  func isOrdered(_ order: ConditionOperator.Order, to other: DecimalNumber) -> Bool {
    order.holds(compare(other))
  }

  private func compare(_ other: DecimalNumber) -> Int {
    if isNegative != other.isNegative { return isNegative ? -1 : 1 }
    let magnitude = compareMagnitude(other)
    return isNegative ? -magnitude : magnitude
  }

  private func compareMagnitude(_ other: DecimalNumber) -> Int {
    if whole.count != other.whole.count { return whole.count < other.whole.count ? -1 : 1 }
    if whole != other.whole { return whole.lexicographicallyPrecedes(other.whole) ? -1 : 1 }
    if fraction == other.fraction { return 0 }
    return fraction.lexicographicallyPrecedes(other.fraction) ? -1 : 1
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

extension ConditionOperator.Order {
  /// Whether a comparison result (negative, zero, positive) satisfies the order.
  func holds(_ comparison: Int) -> Bool {
    switch self {
    case .equal: comparison == 0
    case .less: comparison < 0
    case .lessOrEqual: comparison <= 0
    case .greater: comparison > 0
    case .greaterOrEqual: comparison >= 0
    }
  }
}

/// An instant: seconds since 1970 UTC and a fraction of nine digits.
struct Instant: Sendable, Hashable {
  let seconds: Int64
  let nanoseconds: Int64

  /// Reads epoch seconds (digits only) or the W3C profile of ISO 8601; without zone it is UTC.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    if !bytes.isEmpty, bytes.count <= 18, bytes.allSatisfy({ (0x30...0x39).contains($0) }) {
      guard let value = Int64(text) else { return nil }
      (seconds, nanoseconds) = (value, 0)
      return
    }
    var reader = InstantReader(bytes: bytes)
    guard let instant = reader.read() else { return nil }
    (seconds, nanoseconds) = instant
  }

  func isOrdered(_ order: ConditionOperator.Order, to other: Instant) -> Bool {
    if seconds != other.seconds { return order.holds(seconds < other.seconds ? -1 : 1) }
    return order.holds(Int((nanoseconds - other.nanoseconds).signum()))
  }
}

/// Reads `YYYY-MM[-DD[Thh:mm[:ss[.f]][Z|±hh:mm]]]`.
private struct InstantReader {
  let bytes: [UInt8]
  var offset = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func read() -> (Int64, Int64)? {
    guard let year = digits(4), take(0x2D), let month = digits(2), (1...12).contains(month) else {
      return nil
    }
    guard offset < bytes.count else { return (Self.days(year, month, 1) * 86_400, 0) }
    guard take(0x2D), let day = digits(2), day >= 1, day <= Self.length(of: month, in: year) else {
      return nil
    }
    let midnight = Self.days(year, month, day) * 86_400
    guard offset < bytes.count else { return (midnight, 0) }
    guard take(0x54) || take(0x74), let hour = digits(2), hour < 24, take(0x3A), let minute = digits(2),
      minute < 60
    else { return nil }
    guard let (second, fraction) = seconds(), let zone = zone(), offset == bytes.count else { return nil }
    return (midnight + hour * 3600 + minute * 60 + second - zone, fraction)
  }

  private mutating func seconds() -> (Int64, Int64)? {
    guard take(0x3A) else { return (0, 0) }
    guard let second = digits(2), second <= 60 else { return nil }
    guard take(0x2E) else { return (second, 0) }
    var fraction: Int64 = 0
    var count = 0
    while offset < bytes.count, (0x30...0x39).contains(bytes[offset]) {
      if count < 9 { fraction = fraction * 10 + Int64(bytes[offset] - 0x30) }
      count += 1
      offset += 1
    }
    guard count > 0 else { return nil }
    while count < 9 {
      fraction *= 10
      count += 1
    }
    return (second, fraction)
  }

  /// Seconds east of UTC.
  private mutating func zone() -> Int64? {
    if offset == bytes.count || take(0x5A) || take(0x7A) { return 0 }
    let isEast = take(0x2B)
    guard isEast || take(0x2D), let hours = digits(2), take(0x3A), let minutes = digits(2), minutes < 60
    else {
      return nil
    }
    return (isEast ? 1 : -1) * (hours * 3600 + minutes * 60)
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard offset < bytes.count, bytes[offset] == byte else { return false }
    offset += 1
    return true
  }

  private mutating func digits(_ count: Int) -> Int64? {
    guard offset + count <= bytes.count else { return nil }
    var value: Int64 = 0
    for byte in bytes[offset..<(offset + count)] {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int64(byte - 0x30)
    }
    offset += count
    return value
  }

  private static func length(of month: Int64, in year: Int64) -> Int64 {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    switch month {
    case 2: return isLeap ? 29 : 28
    case 4, 6, 9, 11: return 30
    default: return 31
    }
  }

  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

/// Moments as they are written in policies, logs and arguments.
public enum Timestamp {
  /// Seconds since 1970 UTC of a date or time in ISO 8601, or of digits only; nil for anything else.
  public static func seconds(_ text: String) -> Int64? { Instant(text)?.seconds }
}
