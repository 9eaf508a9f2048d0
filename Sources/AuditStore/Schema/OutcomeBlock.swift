/// Numbers of a run of events in decimal digits of one width, which SQL can read as well.
///
/// A million events with some thousands of different outcomes take a few megabytes.
enum OutcomeBlock {
  /// How many events a block has.
  static let events = 1_024

  /// The digits of numbers, each `width` long.
  static func digits(_ numbers: ArraySlice<Int32>, width: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: UInt8(ascii: "0"), count: numbers.count * width)
    var end = width
    for number in numbers {
      var (rest, place) = (number, end - 1)
      while rest > 0, place >= end - width {
        bytes[place] += UInt8(rest % 10)
        rest /= 10
        place -= 1
      }
      end += width
    }
    return bytes
  }

  /// The numbers that digits stand for; nil for bytes that are none.
  static func numbers(_ digits: [UInt8], width: Int) -> [Int32]? {
    guard (1...9).contains(width), digits.count % width == 0, digits.count <= width * events else {
      return nil
    }
    var numbers: [Int32] = []
    for start in stride(from: 0, to: digits.count, by: width) {
      var number: Int32 = 0
      for byte in digits[start..<start + width] {
        guard (0x30...0x39).contains(byte) else { return nil }
        number = number * 10 + Int32(byte - 0x30)
      }
      numbers.append(number)
    }
    return numbers
  }
}
