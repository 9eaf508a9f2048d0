/// The text form of a UUID that is stored as 16 bytes.
enum UUIDText {
  static func of(_ bytes: [UInt8]) -> String {
    var text = ""
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text += "-" }
      let hex = String(byte, radix: 16)
      text += hex.count == 1 ? "0" + hex : hex
    }
    return text
  }
}
