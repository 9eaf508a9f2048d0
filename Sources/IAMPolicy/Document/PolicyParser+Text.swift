import JSON

/// What must hold for every object and every string of a policy, wherever it stands.
extension PolicyParser {
  /// Refuses names that stand twice in one object and warns of characters that IAM does not store.
  mutating func checkText(_ value: JSONValue) {
    switch value.kind {
    case .string(let text): checkCharacters(text, value.position)
    case .array(let elements): for element in elements { checkText(element) }
    case .object(let members):
      checkDuplicates(members)
      for member in members {
        checkCharacters(member.name, member.namePosition)
        checkText(member.value)
      }
    case .null, .bool, .number: break
    }
  }

  private mutating func checkDuplicates(_ members: [JSONMember]) {
    guard members.count > 1 else { return }
    var seen: Set<[UInt8]> = []
    for member in members where !seen.insert(Array(member.name.utf8)).inserted {
      error("E-DUPKEY", member.namePosition, "the key \(member.name.quoted) stands twice")
    }
  }

  /// IAM stores tab, line feed, carriage return and U+0020 to U+00FF.
  private mutating func checkCharacters(_ text: String, _ position: SourcePosition) {
    guard type.isStoredByIAM, !text.utf8.allSatisfy({ (0x20..<0x80).contains($0) }) else { return }
    let isStored: (Unicode.Scalar) -> Bool = {
      (0x20...0xFF).contains($0.value) || [0x09, 0x0A, 0x0D].contains($0.value)
    }
    guard let other = text.unicodeScalars.first(where: { !isStored($0) }) else { return }
    warning("W-CHARACTER", position, "IAM stores no character \(Self.code(of: other)) in a policy")
  }

  /// A scalar by its number, for example `U+200B`.
  static func code(of scalar: Unicode.Scalar) -> String {
    let code = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - code.count)) + code
  }
}
